/** Makes a subscription: whether the request says what is needed, whether the token may, and whether there is room. */
import * as v from "valibot";
import {
  ENABLED,
  ENDED_KEPT_MS,
  PENDING,
  type SubscriptionRow,
  sessionIdSchema,
} from "#protocol/events/subscription.ts";
import { covers, needsRoom, type SubscriptionType, subscriptionType } from "#protocol/events/subscription-types.ts";
import { idSchema } from "#protocol/ids.ts";
import { outboundFault } from "../events/outbound-address.ts";
import { requireOn } from "../flags/require-on.ts";
import type { Call } from "../helix/endpoint.ts";
import { badRequest, HelixFault, missing } from "../helix/fault.ts";
import { viewOfRoom } from "../helix/room.ts";
import { peopleByIds } from "../helix/rows/people.ts";
import { appById } from "../oauth/app-rows.ts";
import { grantedTo } from "../oauth/grants.ts";
import { MAX_SECRET, MIN_SECRET } from "./limits.ts";
import { hasSame, insertSubscription, type NewSubscription, subscriptionById } from "./rows.ts";

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

export const subscribeSchema = v.object({
  type: text(100),
  version: text(8),
  condition: v.record(text(64), text(64)),
  transport: v.object({
    method: text(16),
    callback: v.optional(text(2048)),
    secret: v.optional(text(1024)),
    session_id: v.optional(text(256)),
  }),
});
export type Subscribe = v.InferOutput<typeof subscribeSchema>;

const missingConsent = (): HelixFault => new HelixFault(403, "subscription missing proper authorization");

/** The new subscription's row. Throws a `HelixFault` in Twitch's words for whatever stands against it. */
export async function subscribe(call: Call, asked: Subscribe, clientId: string): Promise<SubscriptionRow> {
  const kind = subscriptionType(asked.type, asked.version);
  if (kind === null) throw badRequest("invalid subscription type and version");
  const condition = conditionOf(kind, asked.condition);
  const consentOf = kind.consent === null ? null : (condition[kind.consent.of] ?? null);
  const { client_id: program, ...people } = condition;
  await checkPeople(call, Object.values(people));
  const channelId = people["broadcaster_user_id"] ?? people["user_id"] ?? (await ownerOf(call, clientId, program));
  const transport = await transportOf(call, asked.transport, clientId);
  const isOwn = await checkConsent(call, kind, clientId, channelId, consentOf);
  const one: NewSubscription = {
    ...{ id: crypto.randomUUID(), clientId, userId: call.identity?.user.id ?? null },
    ...{ type: kind.type, version: kind.version, channelId, readerId: consentOf },
    ...{ condition: JSON.stringify(condition), ...transport },
    ...{ cost: kind.consent !== null || isOwn ? 0 : 1, now: call.nowMs },
  };
  const outcome = await insertSubscription(call.db, one, call.nowMs - ENDED_KEPT_MS);
  if (outcome === "unfounded") throw missingConsent();
  if (outcome === "refused") {
    if (await hasSame(call.db, one)) throw new HelixFault(409, "subscription already exists");
    throw new HelixFault(429, "The request exceeds the number of subscriptions, or their cost, that you may create.");
  }
  await settle(call, one, asked.transport.session_id);
  const row = await subscriptionById(call.db, one.id);
  if (row === null) throw new HelixFault(409, "The subscription was deleted meanwhile.");
  return row;
}

/** Exactly the fields of the type, in their order. */
function conditionOf(kind: SubscriptionType, given: Readonly<Record<string, string>>): Record<string, string> {
  const condition: Record<string, string> = {};
  for (const field of kind.condition) {
    const value = given[field];
    if (value === undefined || value === "") throw missing(`condition.${field}`);
    const isId = field === "client_id" || v.is(idSchema, value);
    if (!isId) throw badRequest(`The value specified in condition.${field} is not valid`);
    condition[field] = value;
  }
  return condition;
}

/** Whose program it is. A program hears of its own users only, and by its own token. */
async function ownerOf({ db, identity }: Call, clientId: string, program: string | undefined): Promise<string> {
  if (identity !== null) throw badRequest("invalid transport and auth combination");
  const app = program === clientId ? await appById(db, clientId) : null;
  if (app === null) throw missingConsent();
  return app.owner_id;
}

async function checkPeople(call: Call, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const found = await peopleByIds(call.db, wanted);
  if (found.length < wanted.length) throw badRequest("The condition names a user that was not found.");
}

type Transport = Pick<NewSubscription, "method" | "target" | "secret" | "connectedAt" | "status">;

/** Sessions are users', callbacks are programs' own: as on Twitch. */
async function transportOf(call: Call, transport: Subscribe["transport"], clientId: string): Promise<Transport> {
  const userId = call.identity?.user.id ?? null;
  if (transport.method === "websocket") {
    if (userId === null) throw badRequest("invalid transport and auth combination");
    return sessionTransport(call, transport.session_id, { clientId, userId });
  }
  if (transport.method !== "webhook") throw badRequest("The value specified in the 'method' field is not valid");
  if (userId !== null) throw badRequest("invalid transport and auth combination");
  await requireOn(call.c, "webhooks", "Webhooks are switched off on this site for the moment.");
  const { callback = "", secret = "" } = transport;
  const fault = outboundFault(callback, call.c.env.DEVELOPMENT === "1");
  if (fault !== null) throw badRequest(`The value specified in the 'callback' field is not valid: ${fault}`);
  if (!/^[\x20-\x7e]*$/.test(secret) || secret.length < MIN_SECRET || secret.length > MAX_SECRET) {
    throw badRequest(`The secret must be ${MIN_SECRET} to ${MAX_SECRET} ASCII characters.`);
  }
  return { method: "webhook", target: new URL(callback).href, secret, connectedAt: null, status: PENDING };
}

async function sessionTransport(
  call: Call,
  sessionId: string | undefined,
  owner: { readonly clientId: string; readonly userId: string },
): Promise<Transport> {
  const attached = v.is(sessionIdSchema, sessionId)
    ? await call.c.env.EVENTSUB_SESSION.getByName(sessionId).attach(owner)
    : ({ outcome: "unknown" } as const);
  if (sessionId === undefined || attached.outcome === "unknown") {
    throw badRequest("websocket transport session does not exist or has already disconnected");
  }
  if (attached.outcome === "taken") {
    throw badRequest("cannot create websocket subscriptions with tokens of different users or clients for one session");
  }
  const { connectedAt } = attached;
  return { method: "websocket", target: sessionId, secret: null, connectedAt, status: ENABLED };
}

/** True when the channel's broadcaster has let the program in, so that its events cost nothing. */
async function checkConsent(
  call: Call,
  kind: SubscriptionType,
  clientId: string,
  channelId: string,
  consentOf: string | null,
): Promise<boolean> {
  const { identity, db, nowMs } = call;
  if (kind.consent === null || consentOf === null) {
    return identity === null
      ? (await grantedTo(db, channelId, clientId, nowMs)).connected
      : identity.user.id === channelId;
  }
  if (identity !== null && identity.user.id !== consentOf) throw missingConsent();
  const scopes = identity === null ? (await grantedTo(db, consentOf, clientId, nowMs)).scopes : call.scopes;
  if (!covers(scopes, kind.consent)) throw missingConsent();
  if (kind.consent.of === "moderator_user_id" && consentOf !== channelId)
    await checkModerates(call, channelId, consentOf);
  return consentOf === channelId;
}

/** The room knows who moderates. A program that speaks for itself asks in the name of the moderator who let it in. */
async function checkModerates(call: Call, channelId: string, userId: string): Promise<void> {
  const [person] = await peopleByIds(call.db, [userId]);
  if (person === undefined) throw missingConsent();
  const viewer = call.identity?.viewer ?? {
    ...{ userId, login: person.login, name: person.display_name },
    ...{ colour: null, createdAt: 0, staff: false },
  };
  if ((await viewOfRoom(call, channelId, viewer)) === null) throw missingConsent();
}

/** What follows from a row: a callback proves itself, a room is listened to. */
async function settle({ c, nowMs }: Call, one: NewSubscription, sessionId: string | undefined): Promise<void> {
  if (sessionId === undefined) {
    await c.env.DELIVERIES.send({ kind: "challenge", subscriptionId: one.id, at: nowMs });
  }
  await listenAnew(c.env, one.type, one.readerId, one.channelId);
}

/** The channel's room is listened to from now on, or not any more. */
export async function listenAnew(
  env: Pick<Call["c"]["env"], "EVENTSUB_ROOM">,
  type: string,
  readerId: string | null,
  channelId: string,
): Promise<void> {
  if (needsRoom(type, readerId === channelId)) await env.EVENTSUB_ROOM.getByName(channelId).refresh();
}

/**
 * `/eventsub/subscriptions` of the Twitch-shaped API, mounted where Twitch's own and its test server have it. Everything about who asks and how
 * often is the API's own (`helix/serve.ts`).
 */
import { Hono } from "hono";
import * as v from "valibot";
import { MAX_SESSION_COST } from "#protocol/events/session.ts";
import {
  type SubscriptionBody,
  type SubscriptionRow,
  statusSchema,
  subscriptionBody,
} from "#protocol/events/subscription.ts";
import type { App } from "../env.ts";
import { bodyOf } from "../helix/body.ts";
import { type Call, forAnyone } from "../helix/endpoint.ts";
import { badRequest, notFound } from "../helix/fault.ts";
import { pageOf } from "../helix/page.ts";
import { serve } from "../helix/serve.ts";
import { requireClient } from "../oauth/client.ts";
import { MAX_WEBHOOK_COST } from "./limits.ts";
import { listSubscriptions, type Owner, removeSubscription, subscriptionById, usageOf } from "./rows.ts";
import { listenAnew, subscribe, subscribeSchema } from "./subscribe.ts";

const PATH = "/eventsub/subscriptions";
/** Subscriptions of a page, as on Twitch. */
const PAGE = 100;
const place = v.tuple([v.number(), v.string()]);

type Answer = {
  readonly data: readonly SubscriptionBody[];
  readonly total: number;
  readonly total_cost: number;
  readonly max_total_cost: number;
};

const create = forAnyone("POST", PATH, async (call) => {
  const owner = await ownerOf(call);
  const row = await subscribe(call, await bodyOf(call, subscribeSchema), owner.clientId);
  return answerOf(call, owner, [row]);
});

const list = forAnyone("GET", PATH, async (call) => {
  const owner = await ownerOf(call);
  const { query } = call;
  const [status, type, person] = [query.one("status"), query.one("type"), query.optionalId("user_id")];
  const id = query.one("subscription_id");
  if ([status, type, person, id].filter((filter) => filter !== null).length > 1) {
    throw badRequest("Only one of status, type, user_id and subscription_id may be given.");
  }
  if (status !== null && !v.is(statusSchema, status)) throw badRequest("The value specified in status is not valid");
  if (id !== null) {
    const row = await ownRow(call, owner, id);
    return { ...(await answerOf(call, owner, row === null ? [] : [row])), pagination: {} };
  }
  const ask = query.page("eventsub", place, { first: PAGE });
  if (ask.direction === "before") throw badRequest("This list has no pages before.");
  const found = await listSubscriptions(call.db, owner, {
    ...{ after: ask.place === null ? null : [ask.place[0], ask.place[1]], limit: ask.limit + 1 },
    ...{ status, type, person },
  });
  const { entries, pagination } = pageOf(ask, found, (row): [number, string] => [row.created_at, row.id]);
  return { ...(await answerOf(call, owner, entries)), pagination };
});

const remove = forAnyone("DELETE", PATH, async (call) => {
  const row = await ownRow(call, await ownerOf(call), call.query.required("id"));
  if (row === null) throw notFound("The subscription was not found");
  await removeSubscription(call.db, row.id);
  await listenAnew(call.c.env, row.type, row.reader_id, row.channel_id);
  return null;
});

export const subscriptionRoutes = new Hono<App>()
  .get(PATH, (c) => serve(c, list))
  .post(PATH, async (c) => accepted(await serve(c, create)))
  .delete(PATH, (c) => serve(c, remove));

/** A subscription that was made is not proven yet. */
function accepted(answer: Response): Response {
  return answer.ok ? new Response(answer.body, { status: 202, headers: answer.headers }) : answer;
}

async function ownerOf({ c, identity }: Call): Promise<Owner> {
  const { clientId } = await requireClient(c);
  return { clientId, userId: identity?.user.id ?? null };
}

/** Null for one that is not there, or somebody else's. */
async function ownRow({ db }: Call, { clientId, userId }: Owner, id: string): Promise<SubscriptionRow | null> {
  const row = await subscriptionById(db, id);
  const isOwn = row !== null && row.client_id === clientId && row.user_id === userId;
  return isOwn ? row : null;
}

async function answerOf({ db }: Call, owner: Owner, rows: readonly SubscriptionRow[]): Promise<Answer> {
  const { total, cost } = await usageOf(db, owner);
  const max = owner.userId === null ? MAX_WEBHOOK_COST : MAX_SESSION_COST;
  return { data: rows.map(subscriptionBody), total, total_cost: cost, max_total_cost: max };
}

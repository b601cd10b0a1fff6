/** The rows of subscriptions in D1. A row without `ended_at` counts: against limits, against duplicates, and when an event comes. */
import * as v from "valibot";
import {
  type EndedStatus,
  type SubscriptionRow,
  type SubscriptionStatus,
  subscriptionRowSchema,
} from "#protocol/events/subscription.ts";
import { SUBSCRIPTION_SQL } from "./subscription-sql.ts";

const rows = v.array(subscriptionRowSchema);

export type NewSubscription = {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string | null;
  readonly type: string;
  readonly version: string;
  readonly channelId: string;
  readonly readerId: string | null;
  readonly condition: string;
  readonly method: "websocket" | "webhook";
  readonly target: string;
  readonly secret: string | null;
  readonly connectedAt: number | null;
  readonly status: SubscriptionStatus;
  readonly cost: number;
  readonly now: number;
};

/** `"refused"`: it is there already, or one too many; `"unfounded"`: what lets it be was taken away meanwhile. */
export async function insertSubscription(
  db: D1Database,
  one: NewSubscription,
  endedBefore: number,
): Promise<"inserted" | "refused" | "unfounded"> {
  const { insertForCallback, insertForSession, removeUnfounded, sweep } = SUBSCRIPTION_SQL;
  const sql = one.method === "websocket" ? insertForSession : insertForCallback;
  const { id, clientId, type, version, condition, method, target, secret, connectedAt, status, cost, now } = one;
  const [, inserted, removed] = await db.batch([
    db.prepare(sweep).bind(endedBefore),
    db
      .prepare(sql)
      .bind(
        ...[id, clientId, numberOf(one.userId), type, version, Number(one.channelId), numberOf(one.readerId)],
        ...[condition, method, target, secret, connectedAt, status, cost, now],
      ),
    db.prepare(removeUnfounded).bind(now, id),
  ]);
  if ((inserted?.meta.changes ?? 0) === 0) return "refused";
  return (removed?.meta.changes ?? 0) === 0 ? "inserted" : "unfounded";
}

const numberOf = (id: string | null): number | null => (id === null ? null : Number(id));

export async function hasSame(
  db: D1Database,
  { clientId, type, version, condition, target }: NewSubscription,
): Promise<boolean> {
  return (await db.prepare(SUBSCRIPTION_SQL.same).bind(clientId, type, version, condition, target).first()) !== null;
}

/** Whose subscriptions a token sees: a program's callbacks, or a user's sessions of the program. */
export type Owner = {
  readonly clientId: string;
  readonly userId: string | null;
};

const ownerValues = ({ clientId, userId }: Owner) =>
  [clientId, userId === null ? "webhook" : "websocket", numberOf(userId)] as const;

const usageSchema = v.object({ total: v.number(), cost: v.number() });
export type Usage = v.InferOutput<typeof usageSchema>;

export async function usageOf(db: D1Database, owner: Owner): Promise<Usage> {
  const row = await db
    .prepare(SUBSCRIPTION_SQL.usage)
    .bind(...ownerValues(owner))
    .first();
  return v.parse(usageSchema, row);
}

export type ListAsk = {
  readonly after: readonly [createdAt: number, id: string] | null;
  readonly limit: number;
  readonly status: string | null;
  readonly type: string | null;
  readonly person: string | null;
};

export async function listSubscriptions(
  db: D1Database,
  owner: Owner,
  { after, limit, status, type, person }: ListAsk,
): Promise<readonly SubscriptionRow[]> {
  const values = [...ownerValues(owner), ...(after ?? [0, ""]), status, type, numberOf(person), limit];
  const { results } = await db
    .prepare(SUBSCRIPTION_SQL.page)
    .bind(...values)
    .all();
  return v.parse(rows, results);
}

export async function subscriptionById(db: D1Database, id: string): Promise<SubscriptionRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.byId).bind(id).first();
  return row === null ? null : v.parse(subscriptionRowSchema, row);
}

const callbackRow = v.object({
  ...subscriptionRowSchema.entries,
  secret: v.nullable(v.string()),
  failures: v.number(),
});
export type CallbackRow = v.InferOutput<typeof callbackRow>;

/** With what its deliveries are signed with. */
export async function callbackById(db: D1Database, id: string): Promise<CallbackRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.withSecret).bind(id).first();
  return row === null ? null : v.parse(callbackRow, row);
}

export async function removeSubscription(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.remove).bind(id).run();
}

export async function subscriptionsFor(
  db: D1Database,
  channelId: string,
  type: string,
): Promise<readonly SubscriptionRow[]> {
  const { results } = await db.prepare(SUBSCRIPTION_SQL.forEvent).bind(Number(channelId), type).all();
  return v.parse(rows, results);
}

export async function enableSubscription(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.enable).bind(id).run();
}

/** Null when it was over already. */
export async function endSubscription(
  db: D1Database,
  id: string,
  status: EndedStatus,
  now: number,
): Promise<SubscriptionRow | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.end).bind(id, status, now).first();
  return row === null ? null : v.parse(subscriptionRowSchema, row);
}

export async function endSessionRows(db: D1Database, sessionId: string, now: number): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.endOfSession).bind(sessionId, "websocket_disconnected", now).run();
}

/** Ends many by one of the statements `endOf...`; answers those that are over now. */
export async function endMany(
  db: D1Database,
  sql: string,
  ...values: readonly (string | number | null)[]
): Promise<readonly SubscriptionRow[]> {
  const { results } = await db
    .prepare(sql)
    .bind(...values)
    .all();
  return v.parse(rows, results);
}

/** What a statement of a batch ended. */
export const endedBy = (result: D1Result | undefined): readonly SubscriptionRow[] =>
  v.parse(rows, result?.results ?? []);

/** How many deliveries in a row have failed now; null when the subscription is over. */
export async function countFailure(db: D1Database, id: string): Promise<number | null> {
  const row = await db.prepare(SUBSCRIPTION_SQL.fail).bind(id).first();
  return row === null ? null : v.parse(v.object({ failures: v.number() }), row).failures;
}

export async function forgetFailures(db: D1Database, id: string): Promise<void> {
  await db.prepare(SUBSCRIPTION_SQL.succeed).bind(id).run();
}

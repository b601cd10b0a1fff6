/**
 * Subscriptions of programs to events, as their rows in D1 have them and as the API shows them. Rows are written by the API and ended by
 * whoever finds that nobody listens any more: the API, a session, a delivery.
 */
import * as v from "valibot";
import { eventTime } from "./time.ts";

/** A subscription's id: a UUID. */
export const subscriptionIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/, "not a subscription's id"));
/** A session's id, 256 random bits as base64url: who has it may subscribe for it. */
export const sessionIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, "not a session's id"));

/** Statuses of subscriptions that are delivered to, or will be. */
export const ENABLED = "enabled";
export const PENDING = "webhook_callback_verification_pending";
/** Why a subscription is over; its row is kept for ENDED_KEPT_MS, so that its program can find out. */
export const endedStatusSchema = v.picklist([
  "webhook_callback_verification_failed",
  "notification_failures_exceeded",
  "authorization_revoked",
  "moderator_removed",
  "user_removed",
  "version_removed",
  "websocket_disconnected",
  "websocket_received_inbound_traffic",
  "websocket_connection_unused",
  "websocket_internal_error",
  "websocket_network_timeout",
  "websocket_failed_to_reconnect",
]);
export type EndedStatus = v.InferOutput<typeof endedStatusSchema>;
export const statusSchema = v.union([v.picklist([ENABLED, PENDING]), endedStatusSchema]);
export type SubscriptionStatus = v.InferOutput<typeof statusSchema>;

/** Why a program is told that its subscription is over. */
export type RevokedStatus = Extract<
  EndedStatus,
  "notification_failures_exceeded" | "authorization_revoked" | "moderator_removed" | "user_removed" | "version_removed"
>;

export const ENDED_KEPT_MS = 3600 * 1000;
/** Subscriptions to one type of events of one channel, over all programs: what one event costs at most. */
export const MAX_TYPE_SUBSCRIPTIONS = 1000;

const id = v.pipe(v.number(), v.transform(String));
const conditionSchema = v.record(v.string(), v.string());

/** Columns of `eventsub_subscriptions` without the secret. */
export const SUBSCRIPTION_COLUMNS =
  "id, client_id, user_id, type, version, channel_id, reader_id, condition, method, target, connected_at, status, cost, created_at, ended_at";

export const subscriptionRowSchema = v.object({
  id: subscriptionIdSchema,
  client_id: v.string(),
  user_id: v.nullable(id),
  type: v.string(),
  version: v.string(),
  channel_id: id,
  reader_id: v.nullable(id),
  condition: v.pipe(v.string(), v.parseJson(), conditionSchema),
  method: v.picklist(["websocket", "webhook"]),
  target: v.string(),
  connected_at: v.nullable(v.number()),
  status: statusSchema,
  cost: v.number(),
  created_at: v.number(),
  ended_at: v.nullable(v.number()),
});
export type SubscriptionRow = Readonly<v.InferOutput<typeof subscriptionRowSchema>>;

/** A subscription as its program sees it. Its secret is never shown. */
export const subscriptionBodySchema = v.object({
  id: subscriptionIdSchema,
  status: statusSchema,
  type: v.string(),
  version: v.string(),
  condition: conditionSchema,
  transport: v.union([
    v.object({
      method: v.literal("websocket"),
      session_id: v.string(),
      connected_at: v.optional(v.string()),
      disconnected_at: v.optional(v.string()),
    }),
    v.object({ method: v.literal("webhook"), callback: v.string() }),
  ]),
  created_at: v.string(),
  cost: v.number(),
});
export type SubscriptionBody = v.InferOutput<typeof subscriptionBodySchema>;

export function subscriptionBody(row: SubscriptionRow): SubscriptionBody {
  const { id, status, type, version, condition, created_at, cost, connected_at, ended_at, method, target } = row;
  const connected = connected_at === null ? {} : { connected_at: eventTime(connected_at) };
  const disconnected = ended_at === null ? {} : { disconnected_at: eventTime(ended_at) };
  const transport =
    method === "webhook" ? { method, callback: target } : { method, session_id: target, ...connected, ...disconnected };
  return { id, status, type, version, condition, transport, created_at: eventTime(created_at), cost };
}

/** The same for the same event and subscription, so that a receiver can tell a repetition. */
export const messageIdOf = (subscriptionId: string, eventId: string): string => `${eventId}.${subscriptionId}`;

/** The messages of the queues behind events: what goes to programs' callbacks, and the steps by which followers are told. */
import * as v from "valibot";
import { idSchema } from "../ids.ts";
import { eventIdSchema } from "./platform-event.ts";
import { subscriptionIdSchema } from "./subscription.ts";

const epoch = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One request to a callback. What the subscription is, its row says when the time has come. */
export const deliverySchema = v.variant("kind", [
  /** The callback proves that it wants to be called. */
  v.object({ kind: v.literal("challenge"), subscriptionId: subscriptionIdSchema, at: epoch }),
  v.object({
    kind: v.literal("notification"),
    subscriptionId: subscriptionIdSchema,
    eventId: eventIdSchema,
    at: epoch,
    /** The event in the subscription's shape. */
    event: v.unknown(),
  }),
  /** The subscription is over; its row has the reason. */
  v.object({ kind: v.literal("revocation"), subscriptionId: subscriptionIdSchema, at: epoch }),
]);
export type Delivery = Readonly<v.InferOutput<typeof deliverySchema>>;

const live = { broadcastId: idSchema, channelId: idSchema, startedAt: epoch };

/** Followers of one `reach`, at most. */
export const MAX_REACHED = 50;

/** One step of telling followers. Every step may run again. */
export const noticeJobSchema = v.variant("kind", [
  /** The followers with ids above `after`: some chunks of them, and then the next message. */
  v.object({ kind: v.literal("chunk"), ...live, after: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** Followers who have a notice and want more than to find it: each gets pushes and a mail, once. */
  v.object({
    ...{ kind: v.literal("reach"), ...live },
    userIds: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(MAX_REACHED)),
  }),
  /** A push to one browser. */
  v.object({ kind: v.literal("push"), ...live, deviceId: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  v.object({ kind: v.literal("mail"), ...live, userId: idSchema }),
]);
export type NoticeJob = Readonly<v.InferOutput<typeof noticeJobSchema>>;

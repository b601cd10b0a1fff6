/**
 * What happens on the platform and others want to hear of, as it travels through queues. People are named by id: whoever delivers an event
 * finds their names. Knows nothing of who has subscribed, and of no dialect.
 */
import * as v from "valibot";
import { idSchema } from "../ids.ts";
import { clientIdSchema } from "../oauth/app.ts";

/** Marks an event: the same event told twice has the same id. */
export const eventIdSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

/** Milliseconds since the Unix epoch. */
const epoch = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

/** Characters of a reason, a message's text and a title as events carry them, at most. */
export const MAX_EVENT_TEXT = 2000;
/** Content labels of a channel, at most. */
export const MAX_LABELS = 10;

const base = { id: eventIdSchema, at: epoch, channelId: idSchema };
const about = { ...base, userId: idSchema };

export const platformEventSchema = v.variant("type", [
  v.object({ type: v.literal("stream.online"), ...base, broadcastId: idSchema, startedAt: epoch }),
  v.object({ type: v.literal("stream.offline"), ...base, broadcastId: idSchema }),
  /** The channel's description as it is now. */
  v.object({
    type: v.literal("channel.update"),
    ...base,
    title: text(MAX_EVENT_TEXT),
    language: text(16),
    /** Null while no category was chosen. */
    category: v.nullable(v.object({ id: text(32), name: text(200) })),
    labels: v.pipe(v.array(text(64)), v.maxLength(MAX_LABELS)),
  }),
  v.object({ type: v.literal("channel.follow"), ...about, followedAt: epoch }),
  v.object({
    type: v.literal("channel.ban"),
    ...about,
    moderatorId: idSchema,
    reason: text(MAX_EVENT_TEXT),
    /** End of a timeout; null for a ban. */
    endsAt: v.nullable(epoch),
  }),
  v.object({ type: v.literal("channel.unban"), ...about, moderatorId: idSchema }),
  v.object({ type: v.literal("channel.moderator.add"), ...about }),
  v.object({ type: v.literal("channel.moderator.remove"), ...about }),
  v.object({ type: v.literal("channel.vip.add"), ...about }),
  v.object({ type: v.literal("channel.vip.remove"), ...about }),
  /** Somebody's own name, words or address; the channel is the user's. What they are now is read when it is told. */
  v.object({ type: v.literal("user.update"), ...base }),
  /** Somebody lets a program in, or no longer; the channel is that of the program's owner. */
  v.object({ type: v.literal("user.authorization.grant"), ...about, clientId: clientIdSchema }),
  v.object({ type: v.literal("user.authorization.revoke"), ...about, clientId: clientIdSchema }),
]);
export type PlatformEvent = Readonly<v.InferOutput<typeof platformEventSchema>>;

/** An event before it is marked. */
export type NewEvent = PlatformEvent extends infer E ? (E extends PlatformEvent ? Omit<E, "id" | "at"> : never) : never;

/** Marks an event. A broadcast begins and ends once, however often that is told; everything else is told once. */
export function markEvent(event: NewEvent, at: number, unique: string): PlatformEvent {
  const isBroadcast = event.type === "stream.online" || event.type === "stream.offline";
  return { ...event, id: isBroadcast ? `${event.type}:${event.broadcastId}` : unique, at };
}

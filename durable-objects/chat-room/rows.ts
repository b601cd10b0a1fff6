/** The rows of the room's storage, as text and parsed again. Pure; the SQL is in `storage.ts`. */
import * as v from "valibot";
import { channelEmoteSchema } from "#protocol/chat/emote.ts";
import { type ChatEvent, decodeEvent, encodeEvent, seqSchema, wireEventSchema } from "#protocol/chat/event.ts";
import { nonceSchema } from "#protocol/chat/frames.ts";
import { banSchema, blockedTermSchema, grantSchema, heldSchema, logEntrySchema } from "#protocol/chat/moderation.ts";
import { modesSchema } from "#protocol/chat/modes.ts";
import { viewerSchema } from "#protocol/chat/viewer.ts";
import { idSchema } from "#protocol/ids.ts";
import type { Kept } from "./ring.ts";

/** A row whose `body` is JSON of the schema. */
const body = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.object({ body: v.pipe(v.string(), v.parseJson(), schema) }),
    v.transform((row) => row.body),
  );

export const banRow = body(banSchema);
export const grantRow = body(grantSchema);
export const termRow = body(blockedTermSchema);
export const heldRow = body(
  v.object({
    ...{ held: heldSchema, viewer: viewerSchema, nonce: nonceSchema },
    ...{ action: v.boolean(), replyTo: v.nullable(seqSchema) },
  }),
);
export const logRow = body(logEntrySchema);
export const modesRow = body(modesSchema);
export const emoteRow = body(channelEmoteSchema);
export const channelRow = body(idSchema);
export const numberRow = v.pipe(
  v.object({ n: v.nullable(v.number()) }),
  v.transform((row) => row.n),
);
export const userRow = v.pipe(
  v.object({ user_id: idSchema }),
  v.transform((row) => row.user_id),
);
export const relationRow = v.pipe(
  v.object({ months: v.nullable(v.number()), followed_at: v.nullable(v.number()), partner: v.number() }),
  v.transform(({ months, followed_at, partner }) => ({
    subscribedMonths: months,
    followedAt: followed_at,
    partner: partner === 1,
  })),
);
export const broadcastRow = v.pipe(
  v.object({
    id: idSchema,
    started_at: v.number(),
    ended_at: v.nullable(v.number()),
    next_minute: v.number(),
  }),
  v.transform(({ id, started_at, ended_at, next_minute }) => ({
    id,
    startedAt: started_at,
    endedAt: ended_at,
    nextMinute: next_minute,
  })),
);

/** Events of one flush, or of several that were made one: the event before the first, the last, and all of them. */
export const historyRow = v.object({ previous: v.number(), last: v.number(), body: v.string() });
export type HistoryRow = v.InferOutput<typeof historyRow>;

const keptSchema = v.pipe(v.string(), v.parseJson(), v.tuple([wireEventSchema, v.nullable(nonceSchema)]));

/** A line for each event, so that rows can be joined as they are. */
export const writeKept = (events: readonly Kept[]): string =>
  events.map(({ event, nonce }) => JSON.stringify([encodeEvent(event), nonce])).join("\n");

export const textRow = v.pipe(
  v.object({ body: v.string() }),
  v.transform((row) => row.body),
);

/** A row of events without them: how large it is, and when it begins and ends. */
export const smallRow = v.object({
  previous: v.number(),
  last: v.number(),
  first_at: v.number(),
  last_at: v.number(),
  bytes: v.number(),
});
export type SmallRow = v.InferOutput<typeof smallRow>;

/** Runs of two and more rows that follow each other without a hole and together have at most `maxBytes`, each as the row that it becomes. */
export function mergeable(small: readonly SmallRow[], maxBytes: number): readonly SmallRow[] {
  const merged: (SmallRow & { readonly count: number })[] = [];
  for (const row of small) {
    const run = merged.at(-1);
    if (run?.last === row.previous && run.bytes + row.bytes < maxBytes) {
      const { previous, first_at, bytes, count } = run;
      merged[merged.length - 1] = { ...row, previous, first_at, bytes: bytes + row.bytes + 1, count: count + 1 };
    } else merged.push({ ...row, count: 1 });
  }
  return merged.filter(({ count }) => count > 1).map(({ count: _, ...row }) => row);
}

/** What cannot be read is left out: one bad line must not cost a room its history. */
export function readKept(text: string): readonly Kept[] {
  return text.split("\n").flatMap((line) => {
    const parsed = v.safeParse(keptSchema, line);
    return parsed.success ? [{ event: decodeEvent(parsed.output[0]), nonce: parsed.output[1] }] : [];
  });
}

export const readEvents = (text: string): readonly ChatEvent[] => readKept(text).map(({ event }) => event);

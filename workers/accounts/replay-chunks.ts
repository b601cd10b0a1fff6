/** The chunks of broadcasts' chat replays in the bucket: listed, read, and written anew without a person. */
import * as v from "valibot";
import { type ChatEvent, decodeEvent, encodeEvent, wireEventSchema } from "#protocol/chat/event.ts";
import { loginsIn, withoutPerson } from "#protocol/chat/forget.ts";
import { replayChunkSchema } from "#protocol/chat/replay.ts";
import { idSchema } from "#protocol/ids.ts";
import { nextChatReplayKey } from "#protocol/storage-keys.ts";

const DAY_MS = 24 * 3600 * 1000;
/** Times that one chunk was written anew by others meanwhile, at most; then it waits for the next run. */
const MAX_OTHERS = 20;

/** Every statement, so that the tests can ask for their plans. */
export const REPLAY_SQL = {
  /** The next broadcast of a channel that began after ?2 and was on between ?3 and ?4, recorded or live. */
  next: `SELECT id, started_at FROM (
           SELECT id, started_at FROM vods WHERE channel_id = ?1 AND started_at > ?2 AND started_at < ?4 AND started_at + duration * 1000 >= ?3
           UNION ALL
           SELECT broadcast_id, started_at FROM live_channels WHERE channel_id = ?1 AND started_at > ?2 AND started_at < ?4
         ) ORDER BY started_at LIMIT 1`,
} as const;

const broadcastRow = v.nullable(v.object({ id: idSchema, started_at: v.number() }));

/** Days from 1970-01-01 UTC, both inclusive. */
export type Days = { readonly first: number; readonly last: number };

export async function nextBroadcast(
  db: D1Database,
  channelId: number,
  began: number,
  { first, last }: Days,
): Promise<{ readonly id: string; readonly startedAt: number } | null> {
  const statement = db.prepare(REPLAY_SQL.next).bind(channelId, began, first * DAY_MS, (last + 1) * DAY_MS);
  const row = v.parse(broadcastRow, await statement.first());
  return row === null ? null : { id: row.id, startedAt: row.started_at };
}

/** Null when there is no such object. */
export async function readChunk(bucket: R2Bucket, key: string): Promise<string | null> {
  const object = await bucket.get(key);
  return object === null ? null : await new Response(object.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

const chunkText = v.pipe(v.string(), v.parseJson(), replayChunkSchema);

/** What somebody said in it. */
export function linesIn(text: string, userId: string): readonly ChatEvent[] {
  if (!text.includes(`"${userId}"`)) return [];
  return v
    .parse(chunkText, text)
    .events.flatMap((wire) => readEvent(wire) ?? [])
    .filter((event) => "from" in event && event.from.userId === userId);
}

/** The chunk without the person, and the logins that they had; `text` is null when it does not name them. */
export function chunkWithout(
  text: string,
  userId: string,
  known: readonly string[],
): { readonly text: string | null; readonly logins: readonly string[] } {
  const namesOne = (part: string): boolean => [userId, ...known].some((name) => part.includes(`"${name}"`));
  if (!namesOne(text)) return { text: null, logins: known };
  const chunk = v.parse(chunkText, text);
  const events = chunk.events.map((wire) => ({ wire, event: readEvent(wire) }));
  const logins = loginsIn(
    events.flatMap(({ event }) => event ?? []),
    userId,
    known,
  );
  const left = events.flatMap(({ wire, event }): unknown[] => {
    // What this side does not understand and names the person goes too.
    if (event === null) return namesOne(JSON.stringify(wire)) ? [] : [wire];
    const rest = withoutPerson(event, userId, logins);
    if (rest === null) return [];
    return rest === event ? [wire] : [encodeEvent(rest)];
  });
  const isSame = left.length === chunk.events.length && left.every((one, at) => one === chunk.events[at]);
  return { text: isSame ? null : JSON.stringify({ ...chunk, events: left }), logins };
}

const readEvent = (wire: unknown): ChatEvent | null => {
  const parsed = v.safeParse(wireEventSchema, wire);
  return parsed.success ? decodeEvent(parsed.output) : null;
};

/**
 * Takes a person out of one object. Objects never change: the rest is written as the next one and the former is deleted, in this order, so that a
 * run that dies in between leaves nothing out. Where another run was faster its object is gone on with. Answers the logins, and the calls it made.
 */
export async function forgetInChunk(
  bucket: R2Bucket,
  first: string,
  userId: string,
  known: readonly string[],
): Promise<{ readonly logins: readonly string[]; readonly calls: number }> {
  let key = first;
  let calls = 0;
  for (let others = 0; others < MAX_OTHERS; others++) {
    calls += 1;
    const before = await readChunk(bucket, key);
    const next = nextChatReplayKey(key);
    if (before === null) {
      // Another run has written it anew, or the recording is gone with all its chat.
      if ((await bucket.head(next)) === null) return { logins: known, calls: calls + 1 };
      calls += 1;
      key = next;
      continue;
    }
    const { text, logins } = chunkWithout(before, userId, known);
    if (text === null) return { logins, calls };
    const body = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
    const written = await bucket.put(next, body, { onlyIf: { etagDoesNotMatch: "*" } });
    await bucket.delete(key);
    calls += 2;
    if (written !== null) return { logins, calls };
    key = next;
  }
  throw new Error(`the chat replay ${first} is being written anew by others all the time`);
}

/**
 * Has chat rooms and the replays of their recordings forget the persons whose accounts were deleted: a bounded number of calls at a time, from
 * the rows of `forgets`. Every step may be repeated; a room that does not answer is asked again later and keeps no other waiting.
 */

import * as v from "valibot";
import { loggable } from "#protocol/loggable.ts";
import { chatReplayPrefix } from "#protocol/storage-keys.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { FIRST_STEP, type ForgetStep, readStep } from "./forget-step.ts";
import { type Days, forgetInChunk, nextBroadcast } from "./replay-chunks.ts";
import { STILL_WRITING_MS } from "./still-writing.ts";

/** Calls of rooms, of the bucket and for what was reached that one run makes: a tenth of what the platform allows one request. */
export const MAX_CALLS = 100;
/** Rooms that one run works at. */
export const MAX_ROOMS = 50;
/** Objects of one list: each is read. */
const MAX_LISTED = 50;
/** Pause before a room that failed is asked again, milliseconds. */
export const TRY_AGAIN_MS = 10 * 60_000;

/** Every statement, so that the tests can ask for their plans. */
export const FORGET_SQL = {
  /** Before the rows that they are made from are deleted. */
  noteRooms: `INSERT INTO forgets (user_id, channel_id, first_day, last_day)
              SELECT user_id, channel_id, first_day, last_day FROM chatters WHERE user_id = ?1 ON CONFLICT DO NOTHING`,
  /** Rooms know their followers, whether or not those ever spoke. */
  noteFollowed: `INSERT INTO forgets (user_id, channel_id)
                 SELECT follower_id, channel_id FROM follows WHERE follower_id = ?1 ON CONFLICT DO NOTHING`,
  noteOwn: "INSERT INTO forgets (user_id, channel_id) VALUES (?1, ?1) ON CONFLICT DO NOTHING",
  due: `SELECT user_id, channel_id, first_day, last_day, step FROM forgets WHERE after <= ? ORDER BY after LIMIT ${MAX_ROOMS}`,
  step: "UPDATE forgets SET step = ?3, after = ?4 WHERE user_id = ?1 AND channel_id = ?2",
  later: "UPDATE forgets SET after = ?3 WHERE user_id = ?1 AND channel_id = ?2",
  /** Not when the room has told of further days meanwhile. */
  done: "DELETE FROM forgets WHERE user_id = ?1 AND channel_id = ?2 AND first_day IS ?3 AND last_day IS ?4",
} as const;

const dueRow = v.object({
  user_id: v.number(),
  channel_id: v.number(),
  first_day: v.nullable(v.number()),
  last_day: v.nullable(v.number()),
  step: v.string(),
});
type Due = v.InferOutput<typeof dueRow>;

export type ForgetEnv = Pick<Env, "DB" | "MEDIA" | "CHAT_ROOM">;

/** False when something that is due is left. */
export async function forgetPersons(env: ForgetEnv, now: number): Promise<boolean> {
  const { results } = await env.DB.prepare(FORGET_SQL.due).bind(now).all();
  const budget = { calls: MAX_CALLS };
  for (const due of v.parse(v.array(dueRow), results)) {
    if (budget.calls <= 0) return false;
    try {
      await forgetOne(env, due, budget, now);
    } catch (cause) {
      console.error(`room ${due.channel_id} has not forgotten a person, and is asked again`, loggable(cause));
      await env.DB.prepare(FORGET_SQL.later)
        .bind(due.user_id, due.channel_id, now + TRY_AGAIN_MS)
        .run();
    }
  }
  return budget.calls > 0 && results.length < MAX_ROOMS;
}

type Budget = { calls: number };

async function forgetOne(env: ForgetEnv, due: Due, budget: Budget, now: number): Promise<void> {
  const { DB } = env;
  const { user_id: userId, channel_id: channelId, first_day: first, last_day: last } = due;
  const days = first === null || last === null ? null : { first, last };
  if (userId === channelId) {
    // The person's own channel: all of its room goes. Its recordings go with their chat.
    await callObject(env.CHAT_ROOM, String(channelId), async (room) => await room.clear());
    budget.calls -= 1;
    return finish(DB, due);
  }
  let step: ForgetStep | null = due.step === "" ? FIRST_STEP : readStep(due.step);
  while (budget.calls > 0) {
    const before = step.at;
    step = step.at === "room" ? await inRoom(env, due, step, budget) : await inReplays(env, due, step, days, budget);
    if (step === null || (step.at === "replays" && days === null)) return finish(DB, due);
    // What was being written when the room forgot is in the bucket by then, and a broadcast that just ended is among the recordings.
    const isNext = step.at !== before;
    budget.calls -= 1;
    await DB.prepare(FORGET_SQL.step)
      .bind(userId, channelId, JSON.stringify(step), isNext ? now + STILL_WRITING_MS : now)
      .run();
    if (isNext) return;
  }
}

const finish = async (db: D1Database, { user_id, channel_id, first_day, last_day }: Due): Promise<void> => {
  await db.prepare(FORGET_SQL.done).bind(user_id, channel_id, first_day, last_day).run();
};

async function inRoom(
  { CHAT_ROOM }: ForgetEnv,
  { user_id, channel_id }: Due,
  { place, logins }: Extract<ForgetStep, { readonly at: "room" }>,
  budget: Budget,
): Promise<ForgetStep> {
  budget.calls -= 1;
  const from = { place, logins };
  const answer = await callObject(
    CHAT_ROOM,
    String(channel_id),
    async (room) => await room.forget(String(user_id), from),
  );
  if (answer.outcome === "unavailable") throw new Error("the room cannot store");
  const known = [...answer.logins];
  return answer.place === null
    ? { at: "replays", began: -1, key: null, logins: known }
    : { at: "room", place: answer.place, logins: known };
}

/** Null at the end of the last broadcast. */
async function inReplays(
  { DB, MEDIA }: ForgetEnv,
  { user_id, channel_id }: Due,
  { began, key, logins }: Extract<ForgetStep, { readonly at: "replays" }>,
  days: Days | null,
  budget: Budget,
): Promise<ForgetStep | null> {
  const broadcast = days === null ? null : await nextBroadcast(DB, channel_id, began, days);
  if (broadcast === null) return null;
  const list = {
    prefix: chatReplayPrefix(broadcast.id),
    limit: MAX_LISTED,
    ...(key === null ? {} : { startAfter: key }),
  };
  const { objects, truncated } = await MEDIA.list(list);
  budget.calls -= 2;
  let known = logins;
  let at = key;
  for (const object of objects) {
    if (budget.calls <= 0) return { at: "replays", began, key: at, logins: known };
    const forgotten = await forgetInChunk(MEDIA, object.key, String(user_id), known);
    budget.calls -= forgotten.calls;
    known = [...forgotten.logins];
    at = object.key;
  }
  if (truncated) return { at: "replays", began, key: at, logins: known };
  return { at: "replays", began: broadcast.startedAt, key: null, logins: known };
}

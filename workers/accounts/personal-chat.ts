/** What chat rooms and the replays of recordings keep about a person: gathered for the person's export, as far as one request may go. */

import * as v from "valibot";
import {
  MAX_EXPORTED_LINES,
  MAX_EXPORTED_ROOMS,
  type PersonalChat,
  type PersonalRoom,
} from "#protocol/accounts/personal-chat.ts";
import { type ChatEvent, messageId } from "#protocol/chat/event.ts";
import { loggable } from "#protocol/loggable.ts";
import { chatReplayPrefix } from "#protocol/storage-keys.ts";
import type { Env } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { linesIn, nextBroadcast, readChunk } from "./replay-chunks.ts";

/** Calls of rooms and of the bucket for one export: half of what the platform allows one request. */
const MAX_CALLS = 500;
/** Objects of a replay that are read at once. */
const AT_ONCE = 4;
const DAY_MS = 24 * 3600 * 1000;

/** Every statement, so that the tests can ask for their plans. */
export const PERSONAL_CHAT_SQL = {
  rooms: `SELECT t.channel_id, t.first_day, t.last_day, c.login FROM chatters t LEFT JOIN channels c ON c.id = t.channel_id
          WHERE t.user_id = ? ORDER BY t.last_day DESC LIMIT ${MAX_EXPORTED_ROOMS + 1}`,
} as const;

const roomRow = v.object({
  channel_id: v.number(),
  first_day: v.number(),
  last_day: v.number(),
  login: v.nullable(v.string()),
});
type Room = v.InferOutput<typeof roomRow>;

type ChatEnv = Pick<Env, "DB" | "MEDIA" | "CHAT_ROOM">;
/** What may still be asked and told; `cut` once that was not enough. */
type Budget = { calls: number; lines: number; cut: boolean };
type Said = { readonly seq: number; readonly at: number; readonly text: string };

export async function chatOf(env: ChatEnv, userId: string): Promise<PersonalChat> {
  const { results } = await env.DB.prepare(PERSONAL_CHAT_SQL.rooms).bind(Number(userId)).all();
  const rooms = v.parse(v.array(roomRow), results);
  const budget: Budget = { calls: MAX_CALLS, lines: MAX_EXPORTED_LINES, cut: rooms.length > MAX_EXPORTED_ROOMS };
  const channels: PersonalRoom[] = [];
  const silent: string[] = [];
  for (const room of rooms.slice(0, MAX_EXPORTED_ROOMS)) {
    const { told, isWhole } = await roomOf(env, userId, room, budget);
    if (!isWhole) silent.push(told.login ?? told.channelId);
    channels.push(told);
  }
  return { channels, cut: inWords(budget.cut, silent) };
}

function inWords(isCut: boolean, silent: readonly string[]): string | null {
  const words: string[] = [];
  if (isCut) {
    words.push(
      `One export holds ${MAX_EXPORTED_ROOMS} rooms, ${MAX_EXPORTED_LINES} lines and what ${MAX_CALLS} requests find. Who runs the site can give you the rest.`,
    );
  }
  if (silent.length > 0) words.push(`Try again later: these rooms did not answer: ${silent.join(", ")}.`);
  return words.length === 0 ? null : words.join(" ");
}

async function roomOf(
  env: ChatEnv,
  userId: string,
  room: Room,
  budget: Budget,
): Promise<{ readonly told: PersonalRoom; readonly isWhole: boolean }> {
  const channelId = String(room.channel_id);
  // By number: what a room has, its recordings may have too.
  const said = new Map<number, Said>();
  let moderation: PersonalRoom["moderation"] = null;
  let isWhole = true;
  try {
    moderation = await inRoom(env, userId, channelId, said, budget);
    await inReplays(env, userId, room, said, budget);
  } catch (cause) {
    isWhole = false;
    console.warn(`room ${channelId} was left out of an export`, loggable(cause));
  }
  const lines = [...said.values()].sort((one, other) => one.seq - other.seq);
  const told = {
    ...{ channelId, login: room.login, firstDay: dayInWords(room.first_day), lastDay: dayInWords(room.last_day) },
    lines: lines.map(({ seq, at, text }) => ({ id: messageId(channelId, seq), at, text })),
    moderation,
  };
  return { told, isWhole };
}

async function inRoom(
  { CHAT_ROOM }: ChatEnv,
  userId: string,
  channelId: string,
  said: Map<number, Said>,
  budget: Budget,
): Promise<PersonalRoom["moderation"]> {
  let moderation: PersonalRoom["moderation"] = null;
  for (let place: number | null = 0; place !== null; ) {
    if (!isLeft(budget)) return moderation;
    const from: number = place;
    budget.calls -= 1;
    const page = await callObject(CHAT_ROOM, channelId, async (room) => await room.personalData(userId, from));
    if (page.about !== null) {
      const { role, relation, ban, held, log } = page.about;
      const { subscribedMonths, followedAt } = relation;
      moderation = { role, subscribedMonths, followedAt, ban, held: [...held], log: [...log] };
    }
    add(said, page.events, budget);
    place = page.next;
  }
  return moderation;
}

async function inReplays(
  { DB, MEDIA }: ChatEnv,
  userId: string,
  { channel_id, first_day: first, last_day: last }: Room,
  said: Map<number, Said>,
  budget: Budget,
): Promise<void> {
  for (let began = -1; isLeft(budget); ) {
    budget.calls -= 1;
    const broadcast = await nextBroadcast(DB, channel_id, began, { first, last });
    if (broadcast === null) return;
    began = broadcast.startedAt;
    for (let cursor: string | null = ""; cursor !== null && isLeft(budget); ) {
      const more: R2ListOptions = cursor === "" ? {} : { cursor };
      budget.calls -= 1;
      const list: R2Objects = await MEDIA.list({ prefix: chatReplayPrefix(broadcast.id), ...more });
      for (let at = 0; at < list.objects.length && isLeft(budget); at += AT_ONCE) {
        const some = list.objects.slice(at, at + AT_ONCE);
        budget.calls -= some.length;
        const texts = await Promise.all(some.map(({ key }) => readChunk(MEDIA, key)));
        for (const text of texts) if (text !== null) add(said, linesIn(text, userId), budget);
      }
      cursor = list.truncated ? list.cursor : null;
    }
  }
}

function isLeft(budget: Budget): boolean {
  if (budget.calls > 0 && budget.lines > 0) return true;
  budget.cut = true;
  return false;
}

function add(said: Map<number, Said>, events: readonly ChatEvent[], budget: Budget): void {
  for (const event of events) {
    if (!("from" in event) || said.has(event.seq)) continue;
    if (budget.lines <= 0) {
      budget.cut = true;
      return;
    }
    budget.lines -= 1;
    said.set(event.seq, { seq: event.seq, at: event.at, text: event.text });
  }
}

const dayInWords = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

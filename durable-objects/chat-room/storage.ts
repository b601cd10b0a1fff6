/** The room's SQL, all of it. Events are stored a row a flush, since rows written and deleted are what is billed; the rest a row each. */
import * as v from "valibot";
import { assertNever } from "#protocol/assert.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { MAX_BATCH_EVENTS, MAX_LOG_ENTRIES, RING_EVENTS } from "#protocol/chat/limits.ts";
import { MAX_COUNTED_SUBSCRIBERS, type SubscribersCall } from "./calls.ts";
import type { ModerationChange } from "./moderation/state.ts";
import type { RoomStore } from "./ports.ts";
import { appendToRing, EMPTY_RING, type Kept } from "./ring.ts";
import * as rows from "./rows.ts";
import { hiddenBy, withoutHidden } from "./visible.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (
    last INTEGER PRIMARY KEY, previous INTEGER NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL,
    bytes INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS hiding (seq INTEGER PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS chatters (user_id INTEGER PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS bans (user_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS grants (user_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS terms (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS standings (
    user_id TEXT PRIMARY KEY, months INTEGER, followed_at REAL, partner INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS subscribers ON standings (user_id) WHERE months IS NOT NULL;
  CREATE TABLE IF NOT EXISTS emotes (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS broadcasts (
    id TEXT PRIMARY KEY, started_at REAL NOT NULL, ended_at REAL, next_minute INTEGER NOT NULL) WITHOUT ROWID;
`;

const SUBSCRIBERS = "SELECT user_id FROM standings INDEXED BY subscribers WHERE months IS NOT NULL";
const SUBSCRIBERS_ARE = {
  after: `${SUBSCRIBERS} AND user_id > ? ORDER BY user_id LIMIT ?`,
  before: `${SUBSCRIBERS} AND user_id < ? ORDER BY user_id DESC LIMIT ?`,
  start: `${SUBSCRIBERS} ORDER BY user_id LIMIT ?`,
  among: `${SUBSCRIBERS} AND user_id IN (SELECT value FROM json_each(?)) ORDER BY user_id`,
  counted: `SELECT count(*) AS n FROM (${SUBSCRIBERS} LIMIT ?)`,
} as const;

/** Log entries between two deletions of old ones. */
const TRIM_LOG_EVERY = 100;
/** Bytes of a row of events that others are added to, at most: SQLite's rows end at 2 MB here, and a full flush has 1.6 MB at worst. */
const MAX_CHUNK_BYTES = 512 * 1024;

/** Newest rows that are looked at for small ones: those of a ring, and more. */
const ROWS_TO_COMPACT = 1500;

/** The part of the platform's storage that is used. */
type Storage = { readonly sql: SqlStorage; transactionSync<T>(work: () => T): T };

export function openRoomStorage(storage: Storage): RoomStore {
  const { sql } = storage;
  sql.exec(SCHEMA);
  const run = (query: string, ...values: SqlStorageValue[]): void => {
    sql.exec(query, ...values);
  };
  const all = <T>(schema: v.GenericSchema<unknown, T>, query: string, ...values: SqlStorageValue[]): T[] =>
    sql
      .exec(query, ...values)
      .toArray()
      .map((row) => v.parse(schema, row));
  const first = <T>(schema: v.GenericSchema<unknown, T>, query: string, ...values: SqlStorageValue[]): T | null =>
    all(schema, query, ...values)[0] ?? null;
  const put = (table: string, key: string, id: string | number, value: unknown): void =>
    run(`INSERT OR REPLACE INTO ${table} (${key}, body) VALUES (?, ?)`, id, JSON.stringify(value));
  const apply = (change: ModerationChange): void => {
    switch (change.kind) {
      case "modes":
        return put("facts", "name", "modes", change.modes);
      case "ban":
        return put("bans", "user_id", change.ban.user.userId, change.ban);
      case "unban":
        return run("DELETE FROM bans WHERE user_id = ?", change.userId);
      case "grant":
        return put("grants", "user_id", change.grant.user.userId, change.grant);
      case "revoke":
        return run("DELETE FROM grants WHERE user_id = ?", change.userId);
      case "addTerm":
        return put("terms", "id", change.term.id, change.term);
      case "removeTerm":
        return run("DELETE FROM terms WHERE id = ?", change.id);
      case "hold":
        return put("held", "id", change.held.held.id, change.held);
      case "release":
        return run("DELETE FROM held WHERE id = ?", change.id);
      case "log": {
        const { id } = change.entry;
        put("log", "id", id, change.entry);
        return id % TRIM_LOG_EVERY === 0 ? run("DELETE FROM log WHERE id <= ?", id - MAX_LOG_ENTRIES) : undefined;
      }
      default:
        return assertNever(change, "unknown moderation change");
    }
  };
  const insert = ({ last, previous, first_at, last_at }: Omit<rows.SmallRow, "bytes">, body: string): void => {
    const columns = "last, previous, first_at, last_at, bytes, body";
    const bytes = new TextEncoder().encode(body).byteLength;
    run(`INSERT INTO history (${columns}) VALUES (?, ?, ?, ?, ?, ?)`, last, previous, first_at, last_at, bytes, body);
  };
  const append = (events: readonly Kept[], previous: number): void => {
    const [oldest, newest] = [events[0]?.event, events.at(-1)?.event];
    if (oldest === undefined || newest === undefined) return;
    insert({ last: newest.seq, previous, first_at: oldest.at, last_at: newest.at }, rows.writeKept(events));
    for (const { event } of events) {
      if (event.kind === "message" && event.first) {
        run("INSERT OR IGNORE INTO chatters (user_id) VALUES (?)", Number(event.from.userId));
      } else if (event.kind === "delete" || event.kind === "purge" || event.kind === "clear") {
        const body = rows.writeKept([{ event, nonce: null }]);
        run("INSERT OR REPLACE INTO hiding (seq, at, body) VALUES (?, ?, ?)", event.seq, event.at, body);
      }
    }
  };
  const newestRows = (before: number, count: number): rows.HistoryRow[] =>
    all(
      rows.historyRow,
      "SELECT previous, last, body FROM history WHERE previous < ? ORDER BY last DESC LIMIT ?",
      before,
      count,
    );

  const subscriberIds = (call: SubscribersCall): readonly string[] => {
    if ("among" in call) return all(rows.userRow, SUBSCRIBERS_ARE.among, JSON.stringify(call.among));
    const { place, direction, limit } = call;
    if (place === null) return all(rows.userRow, SUBSCRIBERS_ARE.start, limit);
    return all(rows.userRow, SUBSCRIBERS_ARE[direction], place, limit);
  };

  return {
    channelId: () => first(rows.channelRow, "SELECT body FROM facts WHERE name = 'channel'"),
    setChannelId: (channelId) => put("facts", "name", "channel", channelId),
    ring: () => {
      const taken: rows.HistoryRow[] = [];
      let events = 0;
      for (const row of newestRows(Number.MAX_SAFE_INTEGER, RING_EVENTS)) {
        const newer = taken.at(-1);
        // A hole: what lay between was never stored, and those who ask for it must be told.
        if (events >= RING_EVENTS || (newer !== undefined && newer.previous !== row.last)) break;
        taken.push(row);
        events += row.body.split("\n").length;
      }
      const [newest, oldest] = [taken[0], taken.at(-1)];
      if (newest === undefined || oldest === undefined) return { ring: EMPTY_RING, rows: 0 };
      const kept = taken.toReversed().flatMap((row) => rows.readKept(row.body));
      // Events that cannot be read cost their places, never the numbering.
      const ring = appendToRing({ ...EMPTY_RING, droppedThrough: oldest.previous }, kept);
      return { ring: { ...ring, lastSeq: newest.last }, rows: taken.length };
    },
    moderation: () => ({
      modes: first(rows.modesRow, "SELECT body FROM facts WHERE name = 'modes'"),
      grants: all(rows.grantRow, "SELECT body FROM grants"),
      bans: all(rows.banRow, "SELECT body FROM bans"),
      terms: all(rows.termRow, "SELECT body FROM terms"),
      held: all(rows.heldRow, "SELECT body FROM held"),
      nextLogId: (first(rows.numberRow, "SELECT max(id) AS n FROM log") ?? 0) + 1,
    }),
    write: (events, previous, changes) =>
      storage.transactionSync(() => {
        let before = previous;
        for (let from = 0; from < events.length; from += MAX_BATCH_EVENTS) {
          const some = events.slice(from, from + MAX_BATCH_EVENTS);
          append(some, before);
          before = some.at(-1)?.event.seq ?? before;
        }
        for (const change of changes) apply(change);
      }),
    compact: () =>
      storage.transactionSync(() => {
        const columns = "last, previous, first_at, last_at, bytes";
        const small = all(
          rows.smallRow,
          `SELECT ${columns} FROM (SELECT ${columns} FROM history ORDER BY last DESC LIMIT ?) ORDER BY last`,
          ROWS_TO_COMPACT,
        );
        for (const row of rows.mergeable(small, MAX_CHUNK_BYTES)) {
          const between = "FROM history WHERE last > ? AND last <= ?";
          const joined = `SELECT group_concat(body, char(10) ORDER BY last) AS body ${between}`;
          const body = first(rows.textRow, joined, row.previous, row.last);
          if (body === null) continue;
          run(`DELETE ${between}`, row.previous, row.last);
          insert(row, body);
        }
      }),
    forget: (before) => {
      // The newest stays: it tells where the numbers stand.
      run("DELETE FROM history WHERE last_at < ? AND last < (SELECT max(last) FROM history)", before);
      run("DELETE FROM hiding WHERE at < ?", before);
      return first(
        rows.numberRow,
        "SELECT min(last_at) AS n FROM history WHERE last < (SELECT max(last) FROM history)",
      );
    },
    eventsBefore: (before, limit) => {
      const end = before ?? Number.MAX_SAFE_INTEGER;
      const hidden = hiddenBy(all(rows.textRow, "SELECT body FROM hiding").flatMap((text) => rows.readEvents(text)));
      let found: readonly ChatEvent[] = [];
      for (let until = end; found.length < limit; ) {
        const [row] = newestRows(until, 1);
        if (row === undefined) break;
        const events = rows.readEvents(row.body).filter((event) => event.seq < end);
        found = [...withoutHidden(events, hidden), ...found];
        until = row.previous;
      }
      return found.slice(-limit);
    },
    eventsBetween: (from, until) =>
      all(rows.textRow, "SELECT body FROM history WHERE last_at >= ? AND first_at < ? ORDER BY last", from, until)
        .flatMap((text) => rows.readEvents(text))
        .filter(({ at }) => at >= from && at < until),
    newestAt: () => first(rows.numberRow, "SELECT last_at AS n FROM history ORDER BY last DESC LIMIT 1"),
    log: (limit) => all(rows.logRow, "SELECT body FROM log ORDER BY id DESC LIMIT ?", limit),
    hasSpoken: (userId) =>
      first(rows.numberRow, "SELECT 1 AS n FROM chatters WHERE user_id = ?", Number(userId)) !== null,
    relation: (userId) =>
      first(rows.relationRow, "SELECT months, followed_at, partner FROM standings WHERE user_id = ?", userId),
    setRelation: (userId, { subscribedMonths, followedAt, partner }) => {
      const isStranger = subscribedMonths === null && followedAt === null && partner !== true;
      if (isStranger) return run("DELETE FROM standings WHERE user_id = ?", userId);
      return run(
        "INSERT OR REPLACE INTO standings (user_id, months, followed_at, partner) VALUES (?, ?, ?, ?)",
        userId,
        subscribedMonths,
        followedAt,
        partner === true ? 1 : 0,
      );
    },
    subscribers: (call) => ({
      userIds: subscriberIds(call),
      total: first(rows.numberRow, SUBSCRIBERS_ARE.counted, MAX_COUNTED_SUBSCRIBERS) ?? 0,
    }),
    emotes: () => all(rows.emoteRow, "SELECT body FROM emotes"),
    putEmote: (emote) => put("emotes", "id", emote.id, emote),
    removeEmote: (id) => run("DELETE FROM emotes WHERE id = ?", id),
    broadcasts: () => all(rows.broadcastRow, "SELECT * FROM broadcasts ORDER BY started_at"),
    beginBroadcast: ({ id, startedAt }) =>
      run("INSERT OR IGNORE INTO broadcasts (id, started_at, next_minute) VALUES (?, ?, 0)", id, startedAt),
    endBroadcast: (id, endedAt) => run("UPDATE broadcasts SET ended_at = ? WHERE id = ?", endedAt, id),
    setNextMinute: (id, nextMinute) => run("UPDATE broadcasts SET next_minute = ? WHERE id = ?", nextMinute, id),
    removeBroadcast: (id) => run("DELETE FROM broadcasts WHERE id = ?", id),
  };
}

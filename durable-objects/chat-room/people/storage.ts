/** The SQL of the room's storage that is about one person: who was here on which day, what somebody said, and taking somebody out of it. */
import * as v from "valibot";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { loginsIn, withoutPerson } from "#protocol/chat/forget.ts";
import type { Kept } from "../ring.ts";
import * as rows from "../rows.ts";
import { anonymised, names } from "./log-entries.ts";
import type { PeopleStore, Place } from "./ports.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS people (user_id INTEGER PRIMARY KEY, day INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS untold (user_id INTEGER PRIMARY KEY, day INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS untold_roles (user_id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS forgotten (user_id INTEGER PRIMARY KEY);
`;

/** Everything that a room keeps, for a channel that is no more. */
const TABLES = [
  ...["facts", "history", "hiding", "chatters", "bans", "grants", "terms", "held", "log", "standings", "emotes"],
  ...["people", "untold", "untold_roles"],
] as const;

const metRow = v.pipe(
  v.object({ user_id: v.number(), day: v.number() }),
  v.transform(({ user_id, day }) => ({ userId: String(user_id), day })),
);
const newsRow = v.pipe(
  v.object({ user_id: v.number(), number: v.number(), role: v.nullable(v.string()) }),
  v.transform(({ user_id, number, role }) => ({ userId: String(user_id), isModerator: role === "moderator", number })),
);
const pieceRow = v.object({ last: v.number(), bytes: v.number(), body: v.string() });
type Piece = v.InferOutput<typeof pieceRow>;
const hidingRow = v.object({ seq: v.number(), body: v.string() });

type Storage = { readonly sql: SqlStorage; transactionSync<T>(work: () => T): T };

export function openPeopleStorage(storage: Storage): PeopleStore {
  const { sql } = storage;
  const hasNews = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'untold_roles'").toArray().length > 0;
  sql.exec(SCHEMA);
  // A room from before there was a list tells all that it has.
  if (!hasNews) sql.exec("INSERT INTO untold_roles (user_id, number) SELECT user_id, 1 FROM grants");
  const all = <T>(schema: v.GenericSchema<unknown, T>, query: string, ...values: SqlStorageValue[]): T[] =>
    sql
      .exec(query, ...values)
      .toArray()
      .map((row) => v.parse(schema, row));

  /** Rows of history after a place, as many as hold so many bytes; one at least. */
  const piecesAfter = (
    place: Place,
    maxBytes: number,
  ): { readonly pieces: readonly Piece[]; readonly next: Place | null } => {
    const pieces: Piece[] = [];
    let bytes = 0;
    for (const row of sql.exec("SELECT last, bytes, body FROM history WHERE last > ? ORDER BY last", place)) {
      const piece = v.parse(pieceRow, row);
      pieces.push(piece);
      bytes += piece.bytes;
      if (bytes >= maxBytes) return { pieces, next: piece.last };
    }
    return { pieces, next: null };
  };

  const forgetInPiece = ({ last, body }: Piece, userId: string, known: readonly string[]): readonly string[] => {
    if (![userId, ...known].some((name) => body.includes(`"${name}"`))) return known;
    const kept = rows.readKept(body);
    const logins = loginsIn(
      kept.map(({ event }) => event),
      userId,
      known,
    );
    const rest = kept.flatMap(({ event, nonce }): Kept[] => {
      const left = withoutPerson(event, userId, logins);
      return left === null ? [] : [{ event: left, nonce }];
    });
    const text = rows.writeKept(rest);
    // The numbers stay as they were, so that rows follow each other without a hole.
    const bytes = new TextEncoder().encode(text).byteLength;
    sql.exec("UPDATE history SET body = ?, bytes = ? WHERE last = ?", text, bytes, last);
    return logins;
  };

  const forgetInHiding = (userId: string, logins: readonly string[]): void => {
    for (const { seq, body } of all(hidingRow, "SELECT seq, body FROM hiding")) {
      const [event] = rows.readEvents(body);
      const left = event === undefined ? null : withoutPerson(event, userId, logins);
      if (left === null || left === event) continue;
      sql.exec("UPDATE hiding SET body = ? WHERE seq = ?", rows.writeKept([{ event: left, nonce: null }]), seq);
    }
  };

  const entriesNaming = (userId: string) =>
    all(rows.logRow, "SELECT body FROM log WHERE instr(body, ?) > 0 ORDER BY id DESC", `"${userId}"`).filter((entry) =>
      names(entry, userId),
    );

  return {
    note: (userIds, day) => {
      for (const userId of userIds) {
        const met = sql.exec(
          `INSERT INTO people (user_id, day) VALUES (?, ?)
           ON CONFLICT (user_id) DO UPDATE SET day = excluded.day WHERE day < excluded.day RETURNING 1`,
          Number(userId),
          day,
        );
        if (met.toArray().length > 0) {
          sql.exec("INSERT OR REPLACE INTO untold (user_id, day) VALUES (?, ?)", Number(userId), day);
        }
      }
    },
    untold: (limit) => all(metRow, "SELECT user_id, day FROM untold ORDER BY user_id LIMIT ?", limit),
    told: (met) => {
      for (const { userId, day } of met) {
        sql.exec("DELETE FROM untold WHERE user_id = ? AND day = ?", Number(userId), day);
      }
    },
    noteRoles: (userIds) => {
      for (const userId of userIds) {
        sql.exec(
          `INSERT OR REPLACE INTO untold_roles (user_id, number)
           VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM untold_roles))`,
          Number(userId),
        );
      }
    },
    roleNews: (limit) =>
      all(
        newsRow,
        `SELECT n.user_id, n.number, json_extract(g.body, '$.role') AS role
         FROM untold_roles n LEFT JOIN grants g ON g.user_id = CAST(n.user_id AS TEXT) ORDER BY n.user_id LIMIT ?`,
        limit,
      ),
    rolesTold: (news) => {
      for (const { userId, number } of news) {
        sql.exec("DELETE FROM untold_roles WHERE user_id = ? AND number = ?", Number(userId), number);
      }
    },
    isForgotten: (userId) => sql.exec("SELECT 1 FROM forgotten WHERE user_id = ?", Number(userId)).toArray().length > 0,
    linesOf: (userId, place, maxBytes) => {
      const { pieces, next } = piecesAfter(place, maxBytes);
      const lines = pieces.flatMap(({ body }): readonly ChatEvent[] =>
        body.includes(`"${userId}"`) ? rows.readEvents(body) : [],
      );
      return { events: lines.filter((event) => "from" in event && event.from.userId === userId), next };
    },
    entriesNaming,
    remember: (userId) => {
      sql.exec("INSERT OR IGNORE INTO forgotten (user_id) VALUES (?)", Number(userId));
    },
    forgetLines: (userId, { place, logins }, maxBytes) =>
      storage.transactionSync(() => {
        const { pieces, next } = piecesAfter(place, maxBytes);
        let known = logins;
        for (const piece of pieces) known = forgetInPiece(piece, userId, known);
        return { place: next, logins: known };
      }),
    forgetRows: (userId, logins) =>
      storage.transactionSync(() => {
        forgetInHiding(userId, logins);
        for (const entry of entriesNaming(userId)) {
          sql.exec("UPDATE log SET body = ? WHERE id = ?", JSON.stringify(anonymised(entry, userId)), entry.id);
        }
        // Who still waits to be told to the index stays: it asks the room once more then, and has the replays of that day gone through.
        for (const table of ["chatters", "people"]) {
          sql.exec(`DELETE FROM ${table} WHERE user_id = ?`, Number(userId));
        }
        sql.exec("DELETE FROM standings WHERE user_id = ?", userId);
      }),
    clear: () =>
      storage.transactionSync(() => {
        for (const table of TABLES) sql.exec(`DELETE FROM ${table}`);
      }),
  };
}

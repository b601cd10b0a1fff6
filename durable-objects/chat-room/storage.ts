/** The room's SQL, all of it: one row a flush, holding its messages as JSON, since rows written and deleted are what is billed. */
import * as v from "valibot";
import { KEPT_MESSAGES, type KeptMessage, keptMessageSchema, type Log } from "./log.ts";

const bodySchema = v.array(keptMessageSchema);

export type RoomStorage = {
  /** The log as it was stored. A row that cannot be read costs its messages, never the numbering. */
  load(): Log;
  append(messages: readonly KeptMessage[]): void;
  /** Deletes the rows that hold nothing newer than this number. */
  forget(through: number): void;
};

export function openRoomStorage(sql: SqlStorage): RoomStorage {
  sql.exec("CREATE TABLE IF NOT EXISTS messages (last_seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  return {
    load() {
      const rows = sql.exec<{ last_seq: number; body: string }>(
        "SELECT last_seq, body FROM messages ORDER BY last_seq",
      );
      let lastSeq = 0;
      const messages: KeptMessage[] = [];
      for (const row of rows) {
        lastSeq = row.last_seq;
        messages.push(...readBody(row.body));
      }
      return { lastSeq, kept: messages.slice(-KEPT_MESSAGES) };
    },
    append(messages) {
      const last = messages.at(-1);
      if (last === undefined) return;
      sql.exec("INSERT INTO messages (last_seq, body) VALUES (?, ?)", last.seq, JSON.stringify(messages));
    },
    forget(through) {
      sql.exec("DELETE FROM messages WHERE last_seq <= ?", through);
    },
  };
}

function readBody(body: string): readonly KeptMessage[] {
  try {
    return v.parse(bodySchema, JSON.parse(body));
  } catch (cause) {
    console.error("chat room: a stored batch cannot be read", cause);
    return [];
  }
}

/** The SQL of a session: its state in the object's own storage, and the rows in D1 of what is subscribed for it. */
import * as v from "valibot";
import type { EndedStatus } from "#protocol/events/subscription.ts";
import { type SessionState, sessionStateSchema } from "./session.ts";

const rowSchema = v.object({ state: v.pipe(v.string(), v.parseJson(), sessionStateSchema) });

export type SessionStore = {
  /** Null: there is no session, or it is over. */
  read(): SessionState | null;
  write(state: SessionState): void;
};

export function openSessionStore(sql: SqlStorage): SessionStore {
  sql.exec("CREATE TABLE IF NOT EXISTS session (only INTEGER PRIMARY KEY CHECK (only = 1), state TEXT NOT NULL)");
  return {
    read: () => {
      const [row] = sql.exec("SELECT state FROM session").toArray();
      return row === undefined ? null : v.parse(rowSchema, row).state;
    },
    write: (state) => {
      sql.exec("INSERT OR REPLACE INTO session (only, state) VALUES (1, ?)", JSON.stringify(state));
    },
  };
}

export const END_OF_SESSION_SQL =
  "UPDATE eventsub_subscriptions SET status = ?, ended_at = ? WHERE target = ? AND ended_at IS NULL";

/** Ends whatever was subscribed for the session. */
export async function endSubscriptions(
  db: D1Database,
  sessionId: string,
  status: EndedStatus,
  now: number,
): Promise<void> {
  await db.prepare(END_OF_SESSION_SQL).bind(status, now, sessionId).run();
}

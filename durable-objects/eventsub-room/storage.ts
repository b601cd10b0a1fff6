/** The SQL of a room's listener: how far it heard, in the object's own storage; subscriptions and people, in D1. */
import * as v from "valibot";
import type { Person } from "#protocol/events/render.ts";
import {
  MAX_TYPE_SUBSCRIPTIONS,
  SUBSCRIPTION_COLUMNS,
  type SubscriptionRow,
  subscriptionRowSchema,
} from "#protocol/events/subscription.ts";
import { SUBSCRIPTION_TYPES } from "#protocol/events/subscription-types.ts";

const cursorRow = v.object({ seq: v.number() });

export type CursorStore = {
  read(): number | null;
  /** Null: nothing was heard. */
  write(seq: number | null): void;
};

export function openCursorStore(sql: SqlStorage): CursorStore {
  sql.exec("CREATE TABLE IF NOT EXISTS cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL)");
  return {
    read: () => {
      const [row] = sql.exec("SELECT seq FROM cursor").toArray();
      return row === undefined ? null : v.parse(cursorRow, row).seq;
    },
    write: (seq) => {
      if (seq === null) sql.exec("DELETE FROM cursor");
      else sql.exec("INSERT OR REPLACE INTO cursor (only, seq) VALUES (1, ?)", seq);
    },
  };
}

const fromRoom = SUBSCRIPTION_TYPES.filter(({ type, source }) => source !== "platform" || type === "channel.follow");
const TYPES = [...new Set(fromRoom.map(({ type }) => type))];

export const ROOM_SUBSCRIPTIONS_SQL = `SELECT ${SUBSCRIPTION_COLUMNS} FROM eventsub_subscriptions
  WHERE channel_id = ? AND type IN (${TYPES.map((type) => `'${type}'`).join(", ")}) AND ended_at IS NULL
  LIMIT ${TYPES.length * MAX_TYPE_SUBSCRIPTIONS}`;

/** Whatever may need the room to be listened to. */
export async function roomSubscriptions(db: D1Database, channelId: string): Promise<readonly SubscriptionRow[]> {
  const { results } = await db.prepare(ROOM_SUBSCRIPTIONS_SQL).bind(Number(channelId)).all();
  return v.parse(v.array(subscriptionRowSchema), results);
}

const personRow = v.pipe(
  v.object({ id: v.pipe(v.number(), v.transform(String)), login: v.string(), display_name: v.string() }),
  v.transform(({ id, login, display_name }): Person => ({ id, login, name: display_name })),
);

/** Every statement about people, so that the tests can ask for their plans. */
export const ROOM_PEOPLE_SQL = {
  byId: "SELECT id, login, display_name FROM users WHERE id = ?",
  byLogins: "SELECT id, login, display_name FROM users WHERE login IN (SELECT value FROM json_each(?))",
} as const;

export async function personById(db: D1Database, id: string): Promise<Person | null> {
  const row = await db.prepare(ROOM_PEOPLE_SQL.byId).bind(Number(id)).first();
  return row === null ? null : v.parse(personRow, row);
}

/** Those whom there are, by login. */
export async function peopleByLogins(db: D1Database, logins: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  if (logins.length === 0) return new Map();
  const { results } = await db.prepare(ROOM_PEOPLE_SQL.byLogins).bind(JSON.stringify(logins)).all();
  return new Map(v.parse(v.array(personRow), results).map((person) => [person.login, person]));
}

/** Finds the people whom events name. Somebody who is gone keeps the id and has no name. */
import * as v from "valibot";
import type { AccountOf, Person, Who } from "#protocol/events/render.ts";

const personRow = v.pipe(
  v.object({ id: v.pipe(v.number(), v.transform(String)), login: v.string(), display_name: v.string() }),
  v.transform(({ id, login, display_name }): Person => ({ id, login, name: display_name })),
);

/** Every statement, so that the tests can ask for their plans. */
export const PEOPLE_SQL = {
  byIds: `SELECT id, login, display_name FROM users
    WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`,
  account: `SELECT u.id, u.login, u.display_name, u.description, a.email, a.emailVerified AS verified
    FROM users u LEFT JOIN auth_user a ON a.id = u.account WHERE u.id = ? AND u.deleted_at IS NULL`,
} as const;

export async function findPeople(db: D1Database, ids: readonly string[]): Promise<Who> {
  const { results } = await db
    .prepare(PEOPLE_SQL.byIds)
    .bind(JSON.stringify(ids.map(Number)))
    .all();
  const found = new Map(v.parse(v.array(personRow), results).map((person) => [person.id, person]));
  return (id) => found.get(id) ?? { id, login: "", name: "" };
}

const accountRow = v.pipe(
  v.object({
    id: v.pipe(v.number(), v.transform(String)),
    login: v.string(),
    display_name: v.string(),
    description: v.string(),
    email: v.nullable(v.string()),
    verified: v.nullable(v.number()),
  }),
  v.transform(({ id, login, display_name: name, description, email, verified }): AccountOf => {
    return { id, login, name, description, email, emailVerified: verified === 1 };
  }),
);

/** Null for somebody who is gone. */
export async function accountOf(db: D1Database, userId: string): Promise<AccountOf | null> {
  const row = await db.prepare(PEOPLE_SQL.account).bind(Number(userId)).first();
  return row === null ? null : v.parse(accountRow, row);
}

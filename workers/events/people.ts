/** Finds the people whom events name. Somebody who is gone keeps the id and has no name. */
import * as v from "valibot";
import type { Person, Who } from "#protocol/events/render.ts";

const personRow = v.pipe(
  v.object({ id: v.pipe(v.number(), v.transform(String)), login: v.string(), display_name: v.string() }),
  v.transform(({ id, login, display_name }): Person => ({ id, login, name: display_name })),
);

export const PEOPLE_SQL = "SELECT id, login, display_name FROM users WHERE id IN (SELECT value FROM json_each(?))";

export async function findPeople(db: D1Database, ids: readonly string[]): Promise<Who> {
  const { results } = await db
    .prepare(PEOPLE_SQL)
    .bind(JSON.stringify(ids.map(Number)))
    .all();
  const found = new Map(v.parse(v.array(personRow), results).map((person) => [person.id, person]));
  return (id) => found.get(id) ?? { id, login: "", name: "" };
}

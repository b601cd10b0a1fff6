/** How SQLite would run a statement: tests read from it whether an index is used. */

/** The plan's lines; the statement's values do not matter to it. */
export async function planOf(db: D1Database, sql: string): Promise<string> {
  const numbered = [...sql.matchAll(/\?(\d+)/g)].map((match) => Number(match[1]));
  const count = numbered.length > 0 ? Math.max(...numbered) : [...sql.matchAll(/\?/g)].length;
  const { results } = await db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...Array.from({ length: count }, () => 1))
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail).join("\n");
}

/** Whether a plan reads a whole table, or a whole index. `json_each`, by whatever name (its plans are 1 and 3), reads the statement's own values. */
export const scansTable = (plan: string): boolean =>
  /\bSCAN (?!CONSTANT|json_each\b|\w+ (?:EXISTS )?VIRTUAL TABLE INDEX [13]:$)/m.test(plan);

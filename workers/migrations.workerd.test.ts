import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { MIGRATION_NUMBERS, migrate } from "#testing/migrations.ts";
import { find } from "./search/find.ts";
import { readQuery } from "./search/query.ts";
import { recordingsHolding } from "./search/title-rows.ts";

/** What stands in every column of the rows that are planted: so each refers to all others that it can. */
const PLANTED = 1001;

type Column = { readonly name: string; readonly type: string };
/** Columns by table, without those that SQLite, the platform and FTS5 keep for themselves. */
type Schema = ReadonlyMap<string, readonly Column[]>;

async function schemaOf(db: D1Database): Promise<Schema> {
  const { results } = await db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all<{ name: string; sql: string }>();
  const virtual = results.filter(({ sql }) => sql.startsWith("CREATE VIRTUAL")).map(({ name }) => name);
  const ours = results.filter(
    ({ name }) =>
      !/^(?:sqlite_|_cf_|d1_)/.test(name) && !virtual.some((one) => name === one || name.startsWith(`${one}_`)),
  );
  const columns = await db.batch<Column>(ours.map(({ name }) => db.prepare(`PRAGMA table_info(${name})`)));
  return new Map(ours.map(({ name }, at) => [name, columns[at]?.results ?? []]));
}

/** A row in every table that has none of ours yet; triggers and migrations may have made it before. */
async function plant(db: D1Database, schema: Schema): Promise<void> {
  const inserts = [...schema].map(([table, columns]) => {
    const values = columns.map(({ type }) => (type === "TEXT" ? `'${PLANTED}'` : String(PLANTED)));
    return db.prepare(
      `INSERT OR IGNORE INTO ${table} (${columns.map(({ name }) => name).join(", ")}) VALUES (${values.join(", ")})`,
    );
  });
  await db.batch([db.prepare("PRAGMA defer_foreign_keys = ON"), ...inserts]);
}

/** Every row of every table, as text, without columns that came later. */
async function rowsOf(db: D1Database, schema: Schema): Promise<ReadonlySet<string>> {
  const tables = [...schema];
  const results = await db.batch(
    tables.map(([table, columns]) => db.prepare(`SELECT ${columns.map(({ name }) => name).join(", ")} FROM ${table}`)),
  );
  return new Set(
    results.flatMap(({ results: rows }, at) => rows.map((row) => `${tables[at]?.[0]} ${JSON.stringify(row)}`)),
  );
}

test("no migration loses anything of the state before it", async () => {
  let before: { readonly schema: Schema; readonly rows: ReadonlySet<string> } | null = null;
  for (const number of MIGRATION_NUMBERS) {
    await migrate(env.DB, number);
    const left = before === null ? new Set<string>() : await rowsOf(env.DB, before.schema);
    expect({ number, lost: [...(before?.rows ?? [])].filter((row) => !left.has(row)) }).toEqual({ number, lost: [] });
    const schema = await schemaOf(env.DB);
    await plant(env.DB, schema);
    const rows = await rowsOf(env.DB, schema);
    const isThere = (table: string): boolean => [...rows].some((row) => row.startsWith(`${table} `));
    expect([...schema.keys()].filter((table) => !isThere(table))).toEqual([]);
    before = { schema, rows };
  }
  expect(before?.schema.size).toBeGreaterThan(40);
});

test("what was there before search is found by it", async () => {
  const query = readQuery(String(PLANTED));
  if (query === null) throw new Error("something to look for");
  const [found, recordings] = await Promise.all([find(env.DB, query.text), recordingsHolding(env.DB, query)]);
  expect([found.channels, found.live, recordings].map((list) => list.map(({ id }) => id))).toEqual([
    [String(PLANTED)],
    [String(PLANTED)],
    [String(PLANTED)],
  ]);
});

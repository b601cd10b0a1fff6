/**
 * Applies workers/migrations/*.sql to a local D1 database, each file once and as a whole, and keeps the books in the table that
 * `wrangler d1 migrations` uses, so that either tool may go on where the other stopped.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../setup/root.ts";

/** The part of a D1 database that migrating needs. */
export type Database = {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
};
export type Statement = {
  bind(...values: unknown[]): Statement;
  all(): Promise<{ readonly results: readonly Record<string, unknown>[] }>;
  run(): Promise<unknown>;
};

const BOOKS = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** The names of the files that were applied now. */
export async function applyMigrations(database: Database): Promise<readonly string[]> {
  const folder = join(ROOT, "workers/migrations");
  const files = pendingMigrations(await readdir(folder), await readApplied(database));
  if (files.length === 0) return [];
  const { unstable_splitSqlQuery: splitSql } = await import("wrangler");
  for (const file of files) {
    const statements = splitSql(await readFile(join(folder, file), "utf8")).map((sql) => database.prepare(sql));
    const entry = database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(file);
    try {
      // A batch is one transaction: a file that fails leaves nothing behind.
      await database.batch([...statements, entry]);
    } catch (cause) {
      throw new Error(`The migration ${file} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
  return files;
}

/** The SQL files among the names that are not yet applied, in their order. */
export function pendingMigrations(names: readonly string[], applied: readonly string[]): readonly string[] {
  return names.filter((name) => name.endsWith(".sql") && !applied.includes(name)).sort();
}

async function readApplied(database: Database): Promise<readonly string[]> {
  await database.prepare(BOOKS).run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations ORDER BY id").all();
  return results.map((row) => String(row["name"]));
}

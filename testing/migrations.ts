/** Brings the test database to the current schema, inside workerd where no folder can be read. */
import { applyD1Migrations } from "cloudflare:test";
import channels from "#workers/migrations/0001_channels.sql?raw";
import users from "#workers/migrations/0002_users.sql?raw";

/** Every migration, in order. */
const MIGRATIONS = [
  { name: "0001_channels.sql", text: channels },
  { name: "0002_users.sql", text: users },
];

export async function migrate(db: D1Database): Promise<void> {
  const migrations = MIGRATIONS.map(({ name, text }) => ({
    name,
    queries: text
      .replaceAll(/--.*$/gm, "")
      .split(";")
      .map((query) => query.trim())
      .filter((query) => query !== ""),
  }));
  await applyD1Migrations(db, migrations);
}

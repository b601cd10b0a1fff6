/** Brings the test database to the current schema, inside workerd where no folder can be read. */
import { applyD1Migrations } from "cloudflare:test";
import channels from "#workers/migrations/0001_channels.sql?raw";
import users from "#workers/migrations/0002_users.sql?raw";
import accounts from "#workers/migrations/0003_accounts.sql?raw";
import discovery from "#workers/migrations/0004_discovery.sql?raw";
import oauth from "#workers/migrations/0005_oauth.sql?raw";
import events from "#workers/migrations/0006_events.sql?raw";
import streams from "#workers/migrations/0007_streams.sql?raw";
import schedule from "#workers/migrations/0008_schedule.sql?raw";
import blocks from "#workers/migrations/0009_blocks.sql?raw";
import stills from "#workers/migrations/0010_stills.sql?raw";
import chatters from "#workers/migrations/0011_chatters.sql?raw";
import operations from "#workers/migrations/0012_operations.sql?raw";
import labels from "#workers/migrations/0013_labels.sql?raw";

/** Every migration, in order. */
const MIGRATIONS = [
  { name: "0001_channels.sql", text: channels },
  { name: "0002_users.sql", text: users },
  { name: "0003_accounts.sql", text: accounts },
  { name: "0004_discovery.sql", text: discovery },
  { name: "0005_oauth.sql", text: oauth },
  { name: "0006_events.sql", text: events },
  { name: "0007_streams.sql", text: streams },
  { name: "0008_schedule.sql", text: schedule },
  { name: "0009_blocks.sql", text: blocks },
  { name: "0010_stills.sql", text: stills },
  { name: "0011_chatters.sql", text: chatters },
  { name: "0012_operations.sql", text: operations },
  { name: "0013_labels.sql", text: labels },
];

/** In order: each is the state of an installation that was not brought further. */
export const MIGRATION_NUMBERS: readonly string[] = MIGRATIONS.map(({ name }) => name.slice(0, 4));

/** A semicolon at the end of a line, unless it stands in a trigger: what follows it there is indented, or END. */
const STATEMENT_END = /;\n+(?=[A-Z])(?!END\b)/;

/** `last`: the number of the last migration that is applied, for the state of an older database; all of them unless it is given. */
export async function migrate(db: D1Database, last = "9999"): Promise<void> {
  const wanted = MIGRATIONS.filter(({ name }) => name.slice(0, last.length) <= last);
  const migrations = wanted.map(({ name, text }) => ({
    name,
    queries: text
      .replaceAll(/--.*$/gm, "")
      .split(STATEMENT_END)
      .map((query) => query.trim())
      .filter((query) => query !== ""),
  }));
  await applyD1Migrations(db, migrations);
}

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import users from "../migrations/0002_users.sql?raw";

test("the channels of an older database become users of the same ids, with names that a room takes", async () => {
  await migrate(env.DB);
  const drop = ["sessions", "access_tokens", "users"].map((table) => env.DB.prepare(`DROP TABLE ${table}`));
  await env.DB.batch(drop);
  const insert = env.DB.prepare(
    "INSERT INTO channels (id, login, display_name, stream_key_hash, created_at) VALUES (?, ?, ?, ?, ?)",
  );
  await env.DB.batch([insert.bind(1001, "ada", "Ada", "a", 5), insert.bind(1007, "bob", "𝒃".repeat(50), "b", 6)]);
  const statements = users
    .replaceAll(/--.*$/gm, "")
    .split(";")
    .filter((sql) => sql.trim() !== "");
  await env.DB.batch(statements.map((sql) => env.DB.prepare(sql)));
  const { results } = await env.DB.prepare("SELECT * FROM users ORDER BY id").all();
  const user = { colour: null, staff: 0, guest: 0 };
  expect(results).toEqual([
    { ...user, id: 1001, login: "ada", display_name: "Ada", created_at: 5 },
    { ...user, id: 1007, login: "bob", display_name: "𝒃".repeat(25), created_at: 6 },
  ]);
});

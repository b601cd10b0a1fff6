import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { hashOf } from "../auth/secrets.ts";

const world = new EdgeWorld(async (request) => app.fetch(request, env, createExecutionContext()));
const TOKEN = "abcdefghijklmnopqrstuvwxyz0123";

test("an installation of before accounts keeps its channels, users, recordings and tokens", async () => {
  await migrate(env.DB, "0002");
  const later = Date.now() + 3_600_000;
  const run = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
  await env.DB.batch([
    run(
      "INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at) VALUES (1001, 'ada', 'Ada', 'Old title', 'k', 5)",
    ),
    run("INSERT INTO users (id, login, display_name, colour, created_at) VALUES (1001, 'ada', 'Ada', '#00AAFF', 5)"),
    run("INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES ('9', 1001, 'Old broadcast', 7, 60)"),
    run(
      "INSERT INTO access_tokens (hash, user_id, client_id, scopes, created_at, expires_at) VALUES (?, 1001, 'operator', 'chat:edit', 6, ?)",
      await hashOf(TOKEN),
      later,
    ),
  ]);
  await migrate(env.DB);
  const channel = await (await world.request("/api/channels/ada")).json();
  expect(channel).toMatchObject({ login: "ada", displayName: "Ada", title: "Old title", state: "offline" });
  expect(await (await world.request("/api/channels/ada/vods")).json()).toMatchObject({ vods: [{ id: "9" }] });
  const validated = await world.request("/oauth2/validate", { headers: { Authorization: `OAuth ${TOKEN}` } });
  expect([validated.status, await validated.json()]).toMatchObject([200, { login: "ada", user_id: "1001" }]);
});

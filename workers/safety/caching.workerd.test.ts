import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { signUp } from "#testing/account-browser.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { servedRoutes } from "../docs/served-routes.ts";
import { PARAMETERS } from "./access-row.ts";

const PAGE = "<!doctype html><html><head><title>Rill</title></head><body></body></html>";
const assets = {
  fetch: async () => new Response(PAGE, { headers: { "Content-Type": "text/html", "Cache-Control": "no-cache" } }),
  connect: env.ASSETS.connect,
};
const world = new EdgeWorld(async (request) =>
  app.fetch(request, { ...env, ASSETS: assets }, createExecutionContext()),
);
const SITE = "https://rill.test";

type Headers = Readonly<Record<string, string>>;
let visitors: Readonly<Record<string, Headers>>;

beforeAll(async () => {
  await migrate(env.DB);
  await world.createChannel("host");
  const insert = env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (1, 1001, ?, 0, 5)",
  );
  await insert.bind("A recording").run();
  const account = await signUp(world, { login: "account_a" });
  visitors = {
    nobody: {},
    account: { Cookie: account.cookie, Origin: SITE },
    guest: await world.guest("guest_a"),
    broadcaster: await world.bearer("host", ["channel:manage:broadcast", "moderator:read:followers"]),
    "a browser": { Accept: "text/html,application/xhtml+xml" },
    "a program": { Accept: "application/json" },
    "somebody behind a proxy": {
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "http",
      Forwarded: "host=evil.example",
    },
    "another site's page": { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
  };
}, 60_000);

const QUERIES: Readonly<Record<string, string>> = {
  "/oembed": "?url=https%3A%2F%2Frill.test%2Fhost",
  "/api/search": "?q=host",
  "/api/search/suggest": "?q=host",
};
const pathOf = (path: string): string =>
  path.replaceAll(/:([A-Za-z]+)(?:\{[^}]*\})?/g, (_, name: string) => PARAMETERS[name] ?? "1001") +
  (QUERIES[path] ?? "");

let asked = 0;
async function ask(path: string, headers: Headers) {
  asked++;
  // Each from an address of its own, so that no limit speaks first.
  const address = { "CF-Connecting-IP": `10.9.${asked >> 8}.${asked & 255}` };
  const answer = await world.request(path, { redirect: "manual", headers: { ...headers, ...address } });
  const body = new Uint8Array(await answer.arrayBuffer());
  return { answer, body: `${answer.status} ${new TextDecoder().decode(body)}` };
}

const reads = servedRoutes(app.routes).filter(
  ({ method, path }) => method === "GET" && !/^\/(?:debug|units)\//.test(path),
);

test.each([...reads.map(({ path }) => path), "/host", "/vods/1"])(
  "what the edge keeps of %s is the same for everybody, and what is somebody's own is kept nowhere",
  async (path) => {
    const faults: string[] = [];
    const kept = new Map<string, string>();
    for (const [who, headers] of Object.entries(visitors)) {
      const { answer, body } = await ask(pathOf(path), headers);
      const control = answer.headers.get("Cache-Control") ?? "";
      if (answer.headers.has("Access-Control-Allow-Credentials")) faults.push(`${who}: credentials of other origins`);
      if (control === "") faults.push(`${who}: no Cache-Control`);
      if (body.includes("evil.example")) faults.push(`${who}: believes what a proxy says`);
      if (/no-store|no-cache|private/.test(control)) continue;
      if (answer.headers.has("Set-Cookie")) faults.push(`${who}: a cookie that others get`);
      if (answer.status >= 400) faults.push(`${who}: a kept error`);
      // Key of the edge cache: the address, and the headers that Vary names.
      const key = (answer.headers.get("Vary") ?? "")
        .split(",")
        .map(
          (name) => Object.entries(headers).find(([given]) => given.toLowerCase() === name.trim().toLowerCase())?.[1],
        )
        .join();
      if (kept.has(key) && kept.get(key) !== body) faults.push(`${who}: another body under the same key`);
      kept.set(key, body);
    }
    expect(faults).toEqual([]);
  },
);

test("with a cookie or a token, an answer about the one who asks is kept nowhere", async () => {
  const own = [
    "/api/me",
    "/api/session",
    "/api/auth/state",
    "/api/auth/sessions",
    "/api/me/export",
    "/api/me/stream-key",
    "/api/apps",
  ];
  const controls = await Promise.all(
    own.map(async (path) => (await ask(path, visitors["account"] ?? {})).answer.headers.get("Cache-Control")),
  );
  expect(controls).toEqual(own.map(() => "no-store"));
});

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { MAX_APPS } from "#protocol/oauth/app.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld } from "#testing/oauth-world.ts";
import { app as worker } from "../app.ts";

const edge = new EdgeWorld(async (request) => worker.fetch(request, env, createExecutionContext()));
const world = new OauthWorld(edge, env.DB);

beforeAll(() => migrate(env.DB));

const URIS = ["https://app.example/back"];
const NO_APP = [404, { error: { code: "not_found", message: "You have no such app." } }];

test("an app is made, listed, changed and deleted by its owner; its secret is shown once and stored as a hash", async () => {
  const ada = await world.person("ada");
  const [status, body] = await world.ask(ada, "POST", "/api/apps", {
    name: " Ada's Bot ",
    kind: "confidential",
    redirectUris: [...URIS, ...URIS],
    owner_id: "1",
    clientId: "mine",
  });
  expect([status, body]).toEqual([
    201,
    {
      clientId: expect.stringMatching(/^[a-z0-9]{30}$/),
      name: "Ada's Bot",
      kind: "confidential",
      redirectUris: URIS,
      createdAt: expect.any(Number),
      secret: expect.stringMatching(/^[a-z0-9]{30}$/),
    },
  ]);
  const { secret, ...made } = body as { secret: string; clientId: string };
  const { results } = await env.DB.prepare("SELECT * FROM apps").all();
  expect(JSON.stringify(results)).not.toContain(secret);
  expect(await world.ask(ada, "GET", "/api/apps")).toEqual([200, { apps: [made] }]);

  const path = `/api/apps/${made.clientId}`;
  const changed = { ...made, name: "Bot 2", redirectUris: ["http://localhost:3000/"] };
  expect(await world.ask(ada, "PATCH", path, { name: "Bot 2" })).toEqual([200, { ...made, name: "Bot 2" }]);
  expect(await world.ask(ada, "PATCH", path, { redirectUris: changed.redirectUris, kind: "public" })).toEqual([
    200,
    changed,
  ]);
  const [rotated, again] = await world.ask(ada, "POST", `${path}/secret`);
  expect([rotated, again]).toEqual([200, { ...changed, secret: expect.stringMatching(/^[a-z0-9]{30}$/) }]);
  expect(again).not.toMatchObject({ secret });

  expect(await world.ask(ada, "DELETE", path)).toEqual([204, null]);
  expect(await world.ask(ada, "DELETE", path)).toEqual(NO_APP);
  expect(await world.ask(ada, "GET", "/api/apps")).toEqual([200, { apps: [] }]);
});

test("a public app has no secret, and gets none", async () => {
  const owner = await world.person("open_owner");
  const [, body] = await world.ask(owner, "POST", "/api/apps", { name: "Open", kind: "public", redirectUris: URIS });
  expect(body).toMatchObject({ kind: "public", secret: null });
  const { clientId } = body as { clientId: string };
  expect(await world.ask(owner, "POST", `/api/apps/${clientId}/secret`)).toEqual([
    409,
    { error: { code: "conflict", message: "A public app has no secret." } },
  ]);
});

test("an app is its owner's alone, from a page of this site, with an account", async () => {
  const owner = await world.person("the_owner");
  const other = await world.person("somebody_else");
  const { clientId } = await world.app(owner);
  const path = `/api/apps/${clientId}`;
  const requests: (readonly [method: string, path: string, body?: unknown])[] = [
    ["PATCH", path, { name: "Mine now" }],
    ["DELETE", path],
    ["POST", `${path}/secret`],
  ];
  for (const [method, at, body] of requests) expect(await world.ask(other, method, at, body)).toEqual(NO_APP);
  for (const id of ["x", "A".repeat(30), "%27%20OR%201=1"]) {
    expect(await world.ask(owner, "DELETE", `/api/apps/${id}`)).toEqual(NO_APP);
  }

  const guest = await edge.guest("passing_by");
  const bearer = await edge.bearer("the_owner", ["chat:read", "user:edit"]);
  const evil = { ...owner.headers, Origin: "https://evil.example" };
  const callers: (readonly [headers: Record<string, string>, status: number])[] = [
    [{}, 401],
    [evil, 401],
    [{ Cookie: owner.headers.Cookie, "Sec-Fetch-Site": "cross-site" }, 401],
    [{ ...guest }, 403],
    [{ ...bearer }, 403],
  ];
  const all = [
    ...requests,
    ["GET", "/api/apps"],
    ["POST", "/api/apps", { name: "X", kind: "public", redirectUris: URIS }],
  ];
  for (const [headers, status] of callers) {
    for (const [method, at, body] of all) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const asked = { method: String(method), headers: { ...headers, "Content-Type": "application/json" }, ...init };
      const answer = await edge.request(String(at), asked);
      expect([method, at, answer.status, answer.headers.get("Cache-Control")]).toEqual([
        method,
        at,
        status,
        "no-store",
      ]);
    }
  }
  expect(await world.ask(owner, "GET", "/api/apps")).toMatchObject([200, { apps: [{ clientId, name: "Bot" }] }]);
});

test.each([
  ["an address of another scheme", { redirectUris: ["javascript:alert(1)"] }],
  ["a name with markup", { name: "<b>Bot</b>" }],
  ["no address", { redirectUris: [] }],
  ["another kind", { kind: "trusted" }],
])("%s makes no app", async (_, change) => {
  const owner = await world.person(`wrong_${Object.keys(change)[0]?.toLowerCase()}_${_.length}`);
  const body = { name: "Bot", kind: "public", redirectUris: URIS, ...change };
  expect((await world.ask(owner, "POST", "/api/apps", body))[0]).toBe(400);
});

test("an account has as many apps as it may, and not one more", async () => {
  const owner = await world.person("collector");
  const body = { name: "Bot", kind: "public", redirectUris: URIS };
  const insert = env.DB.prepare(
    "INSERT INTO apps (client_id, owner_id, name, redirect_uris, created_at) VALUES (?, ?, 'Bot', '[]', 0)",
  );
  await env.DB.batch(
    Array.from({ length: MAX_APPS - 1 }, (_, index) => insert.bind(String(index).padStart(30, "c"), Number(owner.id))),
  );
  expect((await world.ask(owner, "POST", "/api/apps", body))[0]).toBe(201);
  expect(await world.ask(owner, "POST", "/api/apps", body)).toEqual([
    409,
    { error: { code: "conflict", message: `An account has at most ${MAX_APPS} apps.` } },
  ]);
});

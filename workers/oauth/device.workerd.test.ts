import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { formOf } from "#testing/form-page.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { app as worker } from "../app.ts";
import { MAX_CODES } from "./activate-routes.ts";
import { MAX_DEVICES } from "./device-routes.ts";

let address = 1;
const edge = new EdgeWorld(async (request) => {
  const from = new Request(request);
  if (!from.headers.has("CF-Connecting-IP")) from.headers.set("CF-Connecting-IP", `203.0.113.${address}`);
  return worker.fetch(from, env, createExecutionContext());
});
const world = new OauthWorld(edge, env.DB);

let open: TestApp;
let bot: TestApp;

beforeAll(async () => {
  await migrate(env.DB);
  const owner = await world.person("owner");
  bot = await world.app(owner);
  open = await world.app(owner, { kind: "public" });
});

type Device = { readonly device_code: string; readonly user_code: string; readonly verification_uri: string };

async function device(app = open, scopes = "chat:read chat:edit"): Promise<Device> {
  address++;
  const [status, body] = await world.post("/oauth2/device", { client_id: app.clientId, scopes });
  expect(status).toBe(200);
  return body as Device;
}

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const poll = (app: TestApp, code: string) =>
  world.post("/oauth2/token", { client_id: app.clientId, device_code: code, grant_type: GRANT, scopes: "chat:read" });
const refusal = (message: string) => [400, { status: 400, message }];

/** The person types the code; the page that follows. */
async function typed(person: Person, code: string) {
  const answer = await world.submit(person, { action: "/activate", fields: {} }, { user_code: code });
  return { status: answer.status, form: formOf(await answer.text()) };
}

test("a device shows a code, somebody types and allows it, and the device has its tokens, once", async () => {
  const person = await world.person("tv_viewer");
  address++;
  const [status, body] = await world.post("/oauth2/device", { client_id: open.clientId, scopes: "chat:read" });
  const code = (body as Device).user_code;
  expect([status, body]).toEqual([
    200,
    {
      device_code: expect.stringMatching(/^[a-z0-9]{40}$/),
      expires_in: 1800,
      interval: 5,
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/),
      verification_uri: `https://rill.test/activate?device-code=${code}`,
    },
  ]);
  const { device_code: deviceCode, verification_uri: uri } = body as Device;
  expect(await poll(open, deviceCode)).toEqual(refusal("authorization_pending"));

  const { pathname, search } = new URL(uri);
  const entry = await world.page(person, `${pathname}${search}`);
  expect([entry.status, entry.headers.get("X-Frame-Options")]).toEqual([200, "DENY"]);
  expect(await entry.text()).toContain(`value="${code.slice(0, 4)}-${code.slice(4)}"`);
  const { status: asked, form } = await typed(person, ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `);
  expect([asked, form.action]).toEqual([200, "/activate"]);
  for (const words of ["Bot", "tv_viewer", "read chat as you", `${code.slice(0, 4)}-${code.slice(4)}`]) {
    expect(form.html).toContain(words);
  }
  expect(await poll(open, deviceCode)).toEqual(refusal("authorization_pending"));
  const done = await world.submit(person, form, { decision: "allow" });
  expect([done.status, (await done.text()).includes("Your device is connected")]).toEqual([200, true]);

  const [granted, tokens] = await poll(open, deviceCode);
  expect([granted, tokens]).toEqual([
    200,
    {
      access_token: expect.stringMatching(/^[a-z0-9]{30}$/),
      expires_in: 14_400,
      refresh_token: expect.stringMatching(/^[a-z0-9]{50}$/),
      scope: ["chat:read"],
      token_type: "bearer",
    },
  ]);
  const { access_token: access, refresh_token: refresh } = tokens as { access_token: string; refresh_token: string };
  expect(await world.validate(access)).toMatchObject([200, { login: "tv_viewer", client_id: open.clientId }]);
  expect((await world.exchange(open, { grant_type: "refresh_token", refresh_token: refresh }))[0]).toBe(200);
  expect(await poll(open, deviceCode)).toEqual(refusal("invalid device code"));
  expect((await typed(person, code)).status).toBe(404);
});

test("of two polls at once, one gets the tokens", async () => {
  const person = await world.person("double_poll");
  const { device_code: code, user_code: userCode } = await device();
  const { form } = await typed(person, userCode);
  await world.submit(person, form, { decision: "allow" });
  const answers = await Promise.all([poll(open, code), poll(open, code)]);
  expect(answers.map(([status]) => status).toSorted()).toEqual([200, 400]);
});

test("a refused device gets nothing", async () => {
  const person = await world.person("refusing");
  const { device_code: code, user_code: userCode } = await device();
  const { form } = await typed(person, userCode);
  const done = await world.submit(person, form, { decision: "deny" });
  expect([done.status, (await done.text()).includes("refused")]).toEqual([200, true]);
  expect(await poll(open, code)).toEqual(refusal("access_denied"));
  expect((await world.submit(person, form, { decision: "allow" })).status).toBe(404);
  expect(await poll(open, code)).toEqual(refusal("access_denied"));
});

test("a device's code is its app's, and over after half an hour for both sides", async () => {
  const person = await world.person("too_late");
  const { device_code: code, user_code: userCode } = await device();
  expect(await world.exchange(bot, { grant_type: GRANT, device_code: code })).toEqual(refusal("invalid device code"));
  expect(await poll(open, "z".repeat(40))).toEqual(refusal("invalid device code"));
  const { form } = await typed(person, userCode);
  await env.DB.prepare("UPDATE device_codes SET expires_at = 1").run();
  expect(await poll(open, code)).toEqual(refusal("invalid device code"));
  expect((await world.submit(person, form, { decision: "allow" })).status).toBe(404);
});

test("a device that asks too often is told to slow down", async () => {
  const { device_code: code } = await device();
  const answers: unknown[] = [];
  for (let times = 0; times <= 24; times++) answers.push((await poll(open, code))[1]);
  expect([answers[23], answers[24]]).toEqual([
    { status: 400, message: "authorization_pending" },
    { status: 400, message: "slow_down" },
  ]);
});

test("only a person who is signed in types codes, and only on our page", async () => {
  const person = await world.person("careful");
  const { user_code: userCode, device_code: code } = await device();
  const path = `/activate?device-code=${userCode}`;
  const unknown = await world.page(null, path);
  expect([unknown.status, unknown.headers.get("Location")]).toEqual([302, `/login?next=${encodeURIComponent(path)}`]);
  const { form } = await typed(person, userCode);
  const evil = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
  const other = await world.person("not_careful");
  const answers = [
    await world.submit(person, form, { decision: "allow" }, evil),
    await world.submit(person, { action: "/activate", fields: { user_code: userCode } }, { decision: "allow" }),
    await world.submit(other, form, { decision: "allow" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect(await poll(open, code)).toEqual(refusal("authorization_pending"));
});

test("an account may try so many codes and no more, wherever it comes from", async () => {
  const person = await world.person("guessing");
  const statuses: number[] = [];
  for (let times = 0; times <= MAX_CODES; times++) {
    address++;
    statuses.push((await typed(person, "BCDFGHJK")).status);
  }
  expect([statuses[MAX_CODES - 1], statuses[MAX_CODES]]).toEqual([404, 429]);
});

test("what asks for a device's code is checked and limited", async () => {
  address++;
  const ask = (parameters: Record<string, string>) => world.post("/auth/device", parameters);
  expect(await ask({})).toEqual(refusal("missing client id"));
  expect(await ask({ client_id: "z".repeat(30) })).toEqual(refusal("invalid client"));
  expect(await ask({ client_id: open.clientId, scopes: "all" })).toEqual(refusal("invalid scope requested: 'all'"));
  for (let times = 0; times < MAX_DEVICES; times++) expect((await ask({ client_id: open.clientId }))[0]).toBe(200);
  expect(await ask({ client_id: open.clientId })).toEqual([429, { status: 429, message: "too many requests" }]);
});

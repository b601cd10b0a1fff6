import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { app as worker } from "../app.ts";

const edge = new EdgeWorld(async (request) => worker.fetch(request, env, createExecutionContext()));
const world = new OauthWorld(edge, env.DB);

let viewer: Person;
let bot: TestApp;

beforeAll(async () => {
  await migrate(env.DB);
  const owner = await world.person("owner");
  viewer = await world.person("viewer");
  bot = await world.app(owner);
});

const LINK = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
const ASKED = { scope: "chat:read chat:edit", state: "s&t", force_verify: "true" };

test("whoever is not signed in goes to sign in, and comes back to this site only", async () => {
  const path = world.authorizePath(bot, ASKED);
  for (const headers of [{}, { ...(await edge.guest("only_a_guest")) }, { Cookie: `rill_session=${"x".repeat(43)}` }]) {
    const answer = await edge.request(path, { headers });
    expect([answer.status, answer.headers.get("Location"), answer.headers.get("Cache-Control")]).toEqual([
      302,
      `/login?next=${encodeURIComponent(path)}`,
      "no-store",
    ]);
  }
  const doubled = await edge.request(`//evil.example${path}`);
  expect(doubled.headers.get("Location")).toBeNull();
});

test("the question says who asks, for whom, what, and where to; in words, framed by nobody", async () => {
  const answer = await world.page(viewer, world.authorizePath(bot, ASKED), LINK);
  const body = await answer.text();
  expect(answer.status).toBe(200);
  for (const words of ["Let Bot use", "viewer", "read chat as you", "send chat messages as you", "app.example"]) {
    expect(body).toContain(words);
  }
  expect(body).not.toContain("<script");
  expect(answer.headers.get("X-Frame-Options")).toBe("DENY");
  expect(answer.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
  expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  expect(answer.headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test("a frame or script of another site is shown nobody's question", async () => {
  for (const destination of [{ "Sec-Fetch-Dest": "iframe" }, { "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }]) {
    const answer = await world.page(viewer, world.authorizePath(bot, ASKED), { ...LINK, ...destination });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("Location")).toMatch(/^\/login\?/);
  }
});

test("yes brings a code and the state to the app's address, no an error", async () => {
  const form = await world.form(viewer, world.authorizePath(bot, ASKED));
  const yes = await world.submit(viewer, form, { decision: "allow" });
  expect([yes.status, yes.headers.get("Cache-Control"), yes.headers.get("Referrer-Policy")]).toEqual([
    303,
    "no-store",
    "no-referrer",
  ]);
  expect(yes.headers.get("Location")).toMatch(
    /^https:\/\/app\.example\/back\?code=[a-z0-9]{30}&scope=chat%3Aread\+chat%3Aedit&state=s%26t$/,
  );
  const no = await world.submit(viewer, form, { decision: "deny" });
  expect([no.status, no.headers.get("Location")]).toEqual([
    303,
    "https://app.example/back?error=access_denied&error_description=The+user+denied+you+access&state=s%26t",
  ]);
});

test("the implicit flow brings a token in the fragment, good for what was allowed", async () => {
  const location = await world.allowed(viewer, bot, { ...ASKED, response_type: "token" });
  expect([location.origin, location.pathname, location.search]).toEqual(["https://app.example", "/back", ""]);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const { access_token: token = "", ...rest } = Object.fromEntries(fragment);
  expect(rest).toEqual({ scope: "chat:read chat:edit", state: "s&t", token_type: "bearer", expires_in: "5184000" });
  expect(await world.validate(token)).toEqual([
    200,
    {
      client_id: bot.clientId,
      login: "viewer",
      scopes: ["chat:read", "chat:edit"],
      user_id: viewer.id,
      expires_in: expect.any(Number),
    },
  ]);
  const { results } = await env.DB.prepare("SELECT * FROM access_tokens").all();
  expect(JSON.stringify(results)).not.toContain(token);
});

test.each([
  ["an app that there is not", { client_id: "x".repeat(30) }, "invalid client"],
  ["no app", { client_id: "" }, "invalid client"],
  [
    "another address",
    { redirect_uri: "https://evil.example/" },
    "Parameter redirect_uri does not match registered URI",
  ],
  ["an unknown scope", { scope: "chat:read <script>" }, "invalid scope requested: &#39;&lt;script&gt;&#39;"],
  ["an unknown response type", { response_type: "id" }, "response_type is code or token"],
])("a question with %s is not asked, and leads nowhere", async (_, change, message) => {
  for (const person of [viewer, null]) {
    const answer = await world.page(person, world.authorizePath(bot, { ...ASKED, ...change }));
    expect([answer.status, answer.headers.get("Location")]).toEqual([400, null]);
    expect(await answer.text()).toContain(message);
  }
});

test("an answer counts only from our page, of the same session, to the same question", async () => {
  const path = world.authorizePath(bot, ASKED);
  const form = await world.form(viewer, path);
  const other = await world.person("another_viewer");
  const wider = world.authorizePath(bot, { ...ASKED, scope: "channel:moderate" });
  const elsewhere = world.authorizePath(bot, { ...ASKED, response_type: "token" });
  const proof = form.fields["proof"] ?? "";
  const evil = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
  const answers = [
    await world.submit(viewer, form, { decision: "allow" }, evil),
    await world.submit(viewer, form, { decision: "allow" }, { Origin: "null" }),
    await world.submit(viewer, { action: path, fields: {} }, { decision: "allow" }),
    await world.submit(viewer, { action: path, fields: { proof: "0".repeat(64) } }, { decision: "allow" }),
    await world.submit(other, form, { decision: "allow" }),
    await world.submit(viewer, { action: wider, fields: { proof } }, { decision: "allow" }),
    await world.submit(viewer, { action: elsewhere, fields: { proof } }, { decision: "allow" }),
  ];
  expect(answers.map((answer) => [answer.status, answer.headers.get("Location")])).toEqual(
    answers.map(() => [403, null]),
  );
  expect((await world.submit(viewer, form, { decision: "maybe" })).status).toBe(400);
});

test("a token answers no question: it cannot give itself more than it has", async () => {
  const bearer = await edge.bearer("viewer", ["chat:read"]);
  const path = world.authorizePath(bot, ASKED);
  const asked = await edge.request(path, { headers: bearer });
  expect(asked.headers.get("Location")).toMatch(/^\/login\?/);
  const form = await world.form(viewer, path);
  expect((await world.submit(viewer, form, { decision: "allow" }, bearer)).status).toBe(403);
});

test("who said yes is not asked again for the same or less, but for more, and when the app insists", async () => {
  const owner = await world.person("remembering");
  const app = await world.app(owner);
  const person = await world.person("asked_once");
  const statusFor = async (more: Record<string, string>, of = app) =>
    (await world.page(person, world.authorizePath(of, more), LINK)).status;
  expect(await statusFor({ scope: "chat:read" })).toBe(200);
  await world.tokens(app, await world.code(person, app, { scope: "chat:read chat:edit" }));
  expect(await statusFor({ scope: "chat:read" })).toBe(302);
  const again = await world.page(person, world.authorizePath(app, { scope: "chat:edit", state: "x" }), LINK);
  const code = new URL(again.headers.get("Location") ?? "").searchParams.get("code") ?? "";
  expect(await world.tokens(app, code)).toMatchObject({ access: expect.any(String) });
  expect(await statusFor({ scope: "chat:read channel:moderate" })).toBe(200);
  expect(await statusFor({ scope: "chat:read", force_verify: "true" })).toBe(200);
  expect(await statusFor({ scope: "chat:read" }, bot)).toBe(200);
});

test("a program on the person's own machine is asked about every time: any other may wait at its address", async () => {
  const owner = await world.person("desktop");
  const app = await world.app(owner, { kind: "public", redirectUri: "http://localhost:3000/back" });
  const person = await world.person("desk_user");
  const asked = { scope: "chat:read", response_type: "token" };
  await world.allowed(person, app, asked);
  expect((await world.page(person, world.authorizePath(app, asked))).status).toBe(200);
});

test("the aliases of Twitch's test server answer the same", async () => {
  const path = world.authorizePath(bot, ASKED).replace("/oauth2/", "/auth/");
  const form = await world.form(viewer, path);
  expect(form.action.startsWith("/auth/authorize?")).toBe(true);
  const answer = await world.submit(viewer, form, { decision: "allow" });
  expect(answer.headers.get("Location")).toMatch(/^https:\/\/app\.example\/back\?code=/);
});

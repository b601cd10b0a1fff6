import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { Browser, newAddress, SITE, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { app } from "../app.ts";
import { EDITOR_SQL } from "./editors.ts";
import { KNOWN_BROWSER_SQL } from "./known-browser.ts";
import { LEAVING_SQL } from "./leaving-rows.ts";
import { LOG_IN_SQL } from "./log-in.ts";
import { ME_SQL } from "./me-rows.ts";
import { HOLDINGS } from "./personal-data.ts";
import { PURGE_SQL } from "./purge.ts";
import { accountRoutes } from "./routes.ts";
import { SECURITY_SQL } from "./security-rows.ts";
import { ACCOUNT_SESSION_SQL } from "./session.ts";
import { SIGN_UP_SQL } from "./sign-up-rows.ts";
import { USED_CODE_SQL } from "./used-codes.ts";

/** Answers once what goes on behind an answer is done too: mails are out then. */
const world = new EdgeWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, env, context);
  await waitOnExecutionContext(context);
  return answer;
});

prepareAccountTests();
beforeAll(() => migrate(env.DB));

const ROLES = ["nobody", "guest", "token", "foreign page", "account"] as const;
type Role = (typeof ROLES)[number];

/** Sentences to who got past the door and showed something wrong. */
const WRONG = /is wrong\.$|Enter your password again/;

/** Refused for who asks: not for what is asked. */
async function isRefused(answer: Response): Promise<boolean> {
  if (answer.status !== 401 && answer.status !== 403) return false;
  const { error } = await answer.json<{ error: { message: string } }>();
  return !WRONG.test(error.message);
}

/** Who gets past the door of each route. What they ask for may still be wrong. */
const ACCESS: Readonly<Record<string, readonly Role[]>> = {
  "POST /auth/sign-up": ["nobody", "guest", "token", "account"],
  "POST /auth/verify-mail": ["nobody", "guest", "token", "account"],
  "POST /auth/complete": ["account"],
  "GET /auth/state": ["nobody", "guest", "token", "foreign page", "account"],
  "POST /auth/log-in": ["nobody", "guest", "token", "account"],
  "POST /auth/two-factor": ["nobody", "guest", "token", "account"],
  "POST /auth/passkey/options": ["nobody", "guest", "token", "account"],
  "POST /auth/passkey": ["nobody", "guest", "token", "account"],
  "POST /auth/reset": ["nobody", "guest", "token", "account"],
  "POST /auth/reset/confirm": ["nobody", "guest", "token", "account"],
  "POST /auth/two-factor/enable": ["account"],
  "POST /auth/two-factor/confirm": ["account"],
  "POST /auth/two-factor/disable": ["account"],
  "POST /auth/two-factor/backup-codes": ["account"],
  "GET /auth/passkeys": ["account"],
  "POST /auth/passkeys/options": ["account"],
  "POST /auth/passkeys": ["account"],
  "DELETE /auth/passkeys/:id": ["account"],
  "POST /auth/password": ["account"],
  "POST /auth/mail": ["account"],
  "POST /auth/mail/confirm": ["nobody", "guest", "token", "account"],
  "GET /auth/sessions": ["account"],
  "DELETE /auth/sessions": ["account"],
  "DELETE /auth/sessions/:id": ["account"],
  "POST /auth/social/:provider": ["nobody", "guest", "token", "account"],
  "GET /auth/callback/:provider": ["nobody", "guest", "token", "foreign page", "account"],
  "GET /auth/connections": ["account"],
  "DELETE /auth/connections/:provider": ["account"],
  "GET /me": ["guest", "account"],
  "PATCH /me": ["account"],
  "POST /me/login": ["account"],
  "GET /me/stream-key": ["account"],
  "POST /me/stream-key": ["account"],
  "GET /me/editors": ["account"],
  "PUT /me/editors/:login": ["account"],
  "DELETE /me/editors/:login": ["account"],
  "GET /me/export": ["account"],
  "DELETE /me": ["account"],
  "POST /purges": [],
};

const junk = "x".repeat(43);
const credential = { id: junk, rawId: junk, type: "public-key" };
/** Bodies that fit, so that it is the door that answers. */
const BODIES: Readonly<Record<string, object>> = {
  "POST /auth/sign-up": { email: "door@mail.test", password: "a long password", login: "at_the_door" },
  "POST /auth/verify-mail": { token: junk, password: "x" },
  "POST /auth/complete": { login: "completed" },
  "POST /auth/log-in": { name: "nobody_at_all", password: "x" },
  "POST /auth/two-factor": { kind: "totp", code: "123456" },
  "POST /auth/passkey": {
    response: { ...credential, response: { clientDataJSON: junk, authenticatorData: junk, signature: junk } },
  },
  "POST /auth/reset": { email: "door@mail.test" },
  "POST /auth/reset/confirm": { token: junk, password: "a long password" },
  "POST /auth/two-factor/confirm": { code: "123456" },
  "POST /auth/two-factor/enable": { password: "x" },
  "POST /auth/two-factor/disable": { password: "x" },
  "POST /auth/two-factor/backup-codes": { password: "x" },
  "POST /auth/passkeys": {
    name: "Key",
    response: { ...credential, response: { clientDataJSON: junk, attestationObject: junk } },
  },
  "POST /auth/password": { current: "x", password: "a long password" },
  "POST /auth/mail": { email: "door@mail.test", password: "x" },
  "POST /auth/mail/confirm": { token: junk },
  "PATCH /me": { description: "changed" },
  "POST /me/login": { login: "door_renamed" },
};

test("every route of accounts has a row that says who may use it", () => {
  const routes = accountRoutes((url, init) => fetch(url, init)).routes;
  const named = new Set(routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`));
  expect([...named].sort()).toEqual(Object.keys(ACCESS).sort());
});

async function headersOf(role: Role, login: string): Promise<Record<string, string>> {
  if (role === "nobody") return { Origin: SITE };
  if (role === "token") {
    await world.createUser(login);
    return { Origin: SITE, ...(await world.bearer(login)) };
  }
  if (role === "guest") return { ...(await world.guest(login)) };
  const browser = await signUp(world, { login });
  const origin = role === "account" ? SITE : "https://evil.example";
  return { Cookie: browser.cookie, Origin: origin };
}

test.each(ROLES)("as %s one gets past the doors that are open to that role, and past no other", async (role) => {
  const login = `door_${role.replace(" ", "_")}`;
  const headers = await headersOf(role, login);
  const wrong: string[] = [];
  // Deletion last: nothing is left to get past a door with after it.
  const routes = Object.entries(ACCESS).sort(
    ([left], [right]) => Number(left === "DELETE /me") - Number(right === "DELETE /me"),
  );
  for (const [route, roles] of routes) {
    const [method = "", path = ""] = route.split(" ");
    const address = `/api${path.replace(":provider", "google").replace(/:\w+/, "x".repeat(8))}`;
    const type = method === "GET" ? {} : { "Content-Type": "application/json" };
    const body = method === "GET" ? {} : { body: JSON.stringify(BODIES[route] ?? {}) };
    const asked = { method, headers: { ...headers, ...type, "CF-Connecting-IP": newAddress() }, ...body };
    const answer = await world.request(address, asked);
    const status = answer.status;
    if ((await isRefused(answer)) === roles.includes(role)) wrong.push(`${route}: ${status}`);
  }
  expect(wrong).toEqual([]);
});

test("no statement of accounts reads a whole table", async () => {
  const statements = [
    EDITOR_SQL,
    LEAVING_SQL,
    LOG_IN_SQL,
    ME_SQL,
    PURGE_SQL,
    SECURITY_SQL,
    ACCOUNT_SESSION_SQL,
    SIGN_UP_SQL,
    USED_CODE_SQL,
    KNOWN_BROWSER_SQL,
  ].flatMap((group) => Object.values(group));
  const holdings = HOLDINGS.flatMap(({ read, remove }) => [read, remove].filter((sql) => sql !== null));
  const plans = await Promise.all(
    [...statements, ...holdings].map(async (sql) => ({ sql, plan: await planOf(env.DB, sql) })),
  );
  expect(plans.filter(({ plan }) => scansTable(plan))).toEqual([]);
});

test("the library's own addresses are not reachable", async () => {
  const browser = new Browser(world);
  for (const path of [
    "sign-up/email",
    "sign-in/email",
    "sign-in/social",
    "delete-user",
    "update-user",
    "get-session",
  ]) {
    expect((await browser.post(`/api/auth/${path}`)).status).toBe(404);
  }
});

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { signUp } from "#testing/account-browser.ts";
import { EdgeWorld, OPERATOR_TOKEN } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { hashOf, newSessionSecret } from "../auth/secrets.ts";
import { servedRoutes } from "../docs/served-routes.ts";
import { insertSession } from "../users/rows.ts";
import { EVERYBODY, PARAMETERS, ROLES, type Role, type Row } from "./access-row.ts";
import { ELSEWHERE, ROWS } from "./access-rows.ts";
import { HELIX_ROUTES } from "./helix-access-rows.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();
const SITE = "https://rill.test";
/** Everything that a token may be made for. */
const ALL = [
  "channel:manage:broadcast",
  "channel:manage:emotes",
  "chat:edit",
  "chat:moderate",
  "chat:read",
  "moderator:read:followers",
  "staff:manage:flags",
  "user:edit:follows",
  "user:manage:blocked_users",
  "user:read:broadcast",
  "user:read:follows",
];

type Headers = Readonly<Record<string, string>>;
let people: Readonly<Record<Role, Headers>>;
/** The broadcaster's session, as a browser has it. */
let ownCookie = "";

beforeAll(async () => {
  await migrate(env.DB);
  const host = await world.createChannel("host");
  if (host.id !== "1001") throw new Error("the rows speak of channel 1001");
  for (const login of ["moderator_a", "editor_a", "other_user", "target"]) await world.createUser(login);
  await world.createUser("staff_a", { staff: true });
  const broadcaster = await world.bearer("host", ALL);
  const grant = await world.request("/chat/host/moderation", {
    method: "POST",
    headers: { ...broadcaster, "Content-Type": "application/json" },
    body: JSON.stringify({ kind: "mod", user: "moderator_a" }),
  });
  if (grant.status !== 200) throw new Error(`no moderator was made: ${await grant.text()}`);
  await env.DB.prepare(
    "INSERT INTO channel_editors (channel_id, user_id, created_at) SELECT 1001, id, 0 FROM users WHERE login = 'editor_a'",
  ).run();
  const account = await signUp(world, { login: "account_a" });
  const secret = newSessionSecret();
  await insertSession(env.DB, {
    hash: await hashOf(secret),
    userId: "1001",
    now: Date.now(),
    expiresAt: Date.now() + 1e9,
  });
  ownCookie = `rill_session=${secret}`;
  people = {
    anonymous: {},
    "wrong token": { Authorization: `Bearer ${"z".repeat(30)}` },
    guest: await world.guest("guest_a"),
    "other user": await world.bearer("other_user", ALL),
    account: { Cookie: account.cookie, Origin: SITE },
    moderator: await world.bearer("moderator_a", ALL),
    editor: await world.bearer("editor_a", ALL),
    broadcaster,
    "broadcaster without scopes": await world.bearer("host", []),
    staff: await world.bearer("staff_a", ALL),
    operator: { Authorization: `Bearer ${OPERATOR_TOKEN}` },
  };
  // The account's password is hashed slowly, on purpose.
}, 60_000);

const pathOf = ({ route, path }: Row): string =>
  path ?? (route.split(" ")[1] ?? "").replaceAll(/:([A-Za-z]+)/g, (_, name: string) => PARAMETERS[name] ?? name);

let tries = 0;

async function attempt(row: Row, headers: Headers, at = world): Promise<Response> {
  tries++;
  const body = row.body?.(tries);
  const method = row.route.split(" ")[0] ?? "";
  // Each from an address of its own, so that no limit speaks first.
  const address = { "CF-Connecting-IP": `203.0.${tries >> 8}.${tries & 255}` };
  return at.request(pathOf(row), {
    method,
    redirect: "manual",
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers, ...address },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** The token itself, or what the cookies hold. */
const secretsOf = ({ Authorization: token, Cookie: cookies }: Headers): readonly string[] => [
  ...(token === undefined ? [] : [token.replace(/^Bearer /, "")]),
  ...(cookies ?? "").split("; ").flatMap((pair) => pair.split("=")[1] ?? []),
];

const isRefused = (status: number): boolean => status === 401 || status === 403;
const served = servedRoutes(app.routes).map(({ name }) => name);

test("every route of the Worker has a row, or a test elsewhere; and no row is of a route that is gone", () => {
  const named = new Set([...ROWS.map(({ route }) => route), ...HELIX_ROUTES]);
  expect(named.size).toBe(ROWS.length + HELIX_ROUTES.length);
  const bare = served.filter((name) => !named.has(name) && !ELSEWHERE.some(({ route }) => route.test(name)));
  expect(bare).toEqual([]);
  expect([...named].filter((name) => !served.includes(name))).toEqual([]);
  expect(ELSEWHERE.filter(({ route }) => !served.some((name) => route.test(name))).map(({ why }) => why)).toEqual([]);
});

test.each(ROWS.map((row) => [row.route, row] as const))("%s lets in exactly those who may come in", async (_, row) => {
  const answered: Partial<Record<Role, string>> = {};
  const expected: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    // Where nobody needs a token, a wrong one may be told so or not.
    const isEither = row.either?.includes(role) === true || (row.open === EVERYBODY && role === "wrong token");
    const answer = await attempt(row, people[role]);
    const text = await answer.text();
    answered[role] = isRefused(answer.status) ? "refused" : answer.status === 500 ? "500" : "let in";
    expected[role] = row.open.includes(role) ? "let in" : "refused";
    if (isEither) expected[role] = answered[role] === "500" ? "anything else" : (answered[role] ?? "");
    // What somebody shows is never repeated, nor what the database says.
    for (const secret of secretsOf(people[role])) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/SQLITE|D1_ERROR|\bat \w+ \(/);
  }
  expect(answered).toEqual(expected);
});

const WRITES = ROWS.filter(({ route, open }) => !route.startsWith("GET ") && !open.includes("anonymous"));

test.each(WRITES.map((row) => [row.route, row] as const))(
  "%s does nothing for another site's page that has the broadcaster's cookie sent along",
  async (_, row) => {
    const foreign = [
      { Cookie: ownCookie, Origin: "https://evil.example" },
      { Cookie: ownCookie, Origin: "null" },
      { Cookie: ownCookie, Origin: `${SITE}.evil.example` },
      { Cookie: ownCookie, "Sec-Fetch-Site": "cross-site" },
      { Cookie: ownCookie, "Sec-Fetch-Site": "same-site" },
      { Cookie: ownCookie },
      { Cookie: people.account["Cookie"] ?? "", Origin: "https://evil.example" },
      { Cookie: people.account["Cookie"] ?? "", "Sec-Fetch-Site": "cross-site" },
    ];
    const statuses = await Promise.all(foreign.map(async (headers) => (await attempt(row, headers)).status));
    expect(statuses.filter((status) => !isRefused(status))).toEqual([]);
  },
);

test("reads for oneself do not count another site's request either", async () => {
  const own = ROWS.filter(({ route, open }) => route.startsWith("GET ") && !open.includes("anonymous"));
  const statuses = await Promise.all(
    own.map(async (row) => (await attempt(row, { Cookie: ownCookie, "Sec-Fetch-Site": "cross-site" })).status),
  );
  expect(statuses.filter((status) => !isRefused(status))).toEqual([]);
});

test("what is there for development does not exist in production", async () => {
  const strict = worldWith({ DEVELOPMENT: undefined });
  const inner = served.filter((name) => /^\w+ \/(?:debug|units)\//.test(name));
  const statuses = await Promise.all(
    inner.map(async (route) => (await attempt({ route, open: [] }, people.operator, strict)).status),
  );
  expect([inner.length > 0, statuses.filter((status) => status !== 404)]).toEqual([true, []]);
});

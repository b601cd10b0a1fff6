import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
type Headers = Record<string, string>;
/** Everything that a token may be made for. */
const ALL = ["chat:read", "chat:edit", "chat:moderate"];
const OPERATOR = { Authorization: "Bearer test-operator-token" };

let channelId = "";
let people: Record<string, Headers> = {};

beforeAll(async () => {
  await migrate(env.DB);
  channelId = (await world.createChannel("host")).id;
  await world.createChannel("elsewhere");
  for (const login of ["moderator_a", "other_user", "target"]) await world.createUser(login);
  await world.createUser("staff_a", { staff: true });
  const broadcaster = await world.bearer("host", ALL);
  people = {
    anonymous: {},
    guest: await world.guest("guest_a"),
    "other user": await world.bearer("other_user", ALL),
    "broadcaster of another channel": await world.bearer("elsewhere", ALL),
    "moderator without the scope": await world.bearer("moderator_a"),
    moderator: await world.bearer("moderator_a", ALL),
    "broadcaster's cookie from another site": { ...(await world.guest("guest_b")), Origin: "https://evil.example" },
    broadcaster,
    staff: await world.bearer("staff_a", ALL),
    operator: OPERATOR,
  };
  const grant = await ask("POST", "/chat/host/moderation", broadcaster, { kind: "mod", user: "moderator_a" });
  if (grant.status !== 200) throw new Error(`no moderator was made: ${await grant.text()}`);
});

function ask(method: string, path: string, headers: Headers, body?: unknown): Promise<Response> {
  const type: Headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const init = {
    method,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return world.request(path, init);
}

type Route = {
  readonly method: string;
  readonly path: string;
  /** Made anew for each try, so that nothing is a repetition. */
  readonly body?: (n: number) => unknown;
  /** Status by person; whoever is not named is refused. */
  readonly allowed: Readonly<Record<string, number>>;
};

const SIGNED_IN = {
  guest: 200,
  "other user": 200,
  "broadcaster of another channel": 200,
  "moderator without the scope": 200,
  moderator: 200,
  broadcaster: 200,
  staff: 200,
};
const MODERATORS = { moderator: 200, broadcaster: 200, staff: 200 };
const EVERYBODY = { anonymous: 200, ...SIGNED_IN, "broadcaster's cookie from another site": 200, operator: 200 };

const routes: readonly Route[] = [
  {
    method: "POST",
    path: "/chat/messages",
    body: (n) => ({ channelId, message: `line number ${n}` }),
    allowed: SIGNED_IN,
  },
  { method: "GET", path: "/chat/host/messages", allowed: EVERYBODY },
  { method: "GET", path: "/chat/host/moderation", allowed: MODERATORS },
  {
    method: "POST",
    path: "/chat/host/moderation",
    body: (n) => ({ kind: "timeout", user: "target", seconds: 10 + n }),
    allowed: MODERATORS,
  },
  { method: "POST", path: "/chat/host/moderation", body: () => ({ kind: "clear" }), allowed: MODERATORS },
  {
    method: "POST",
    path: "/chat/host/moderation",
    body: (n) => ({ kind: "modes", change: { shownPerSecond: 20 + n } }),
    allowed: MODERATORS,
  },
  {
    method: "POST",
    path: "/chat/host/moderation",
    body: (n) => ({ kind: "addTerm", term: `blocked${n}` }),
    allowed: MODERATORS,
  },
  { method: "POST", path: "/chat/host/moderation", body: () => ({ kind: "listModerators" }), allowed: SIGNED_IN },
  { method: "POST", path: "/api/chat/ticket", body: () => ({ channel: "host" }), allowed: SIGNED_IN },
  {
    method: "PUT",
    path: "/chat/host/standings/target",
    body: () => ({ subscribedMonths: 3, followedAt: 1 }),
    allowed: { operator: 200 },
  },
  { method: "POST", path: "/api/users/target/token", body: () => ({}), allowed: { operator: 201 } },
  { method: "PATCH", path: "/api/users/target", body: () => ({ staff: false }), allowed: { operator: 200 } },
  { method: "GET", path: "/api/users/target", allowed: EVERYBODY },
  { method: "POST", path: "/api/users", body: (n) => ({ login: `made_${n}` }), allowed: { operator: 201 } },
  { method: "POST", path: "/api/channels", body: (n) => ({ login: `made_channel_${n}` }), allowed: { operator: 201 } },
];

test.each(
  routes.map((route, n) => [`${route.method} ${route.path} ${JSON.stringify(route.body?.(n) ?? "")}`, route] as const),
)("%s is open to exactly those who may", async (_, { method, path, body, allowed }) => {
  const answered: Record<string, number> = {};
  const expected: Record<string, number> = {};
  let n = 0;
  for (const [person, credentials] of Object.entries(people)) {
    n++;
    // Each from an address of its own, so that no limit of failures speaks first.
    const address = { "CF-Connecting-IP": `203.0.113.${n}:${path}`.replaceAll(":", "-") };
    const answer = await ask(method, path, { ...credentials, ...address }, body?.(n));
    const text = await answer.text();
    answered[person] = answer.status;
    expected[person] = allowed[person] ?? (answer.status === 403 ? 403 : 401);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    for (const secret of Object.values(credentials)) expect(text).not.toContain(secret.split(/[ =]/)[1] ?? secret);
  }
  expect(answered).toEqual(expected);
});

test("nobody gives oneself a role, a standing or a name by what a request holds", async () => {
  const other = people["other user"] ?? {};
  for (const user of ["other_user", "host"]) {
    expect((await ask("POST", "/chat/host/moderation", other, { kind: "mod", user, role: "broadcaster" })).status).toBe(
      403,
    );
  }
  const claims = { "X-Rill-Viewer": "%7B%22userId%22%3A%221001%22%7D" };
  expect((await ask("GET", "/chat/host/moderation", { ...other, ...claims })).status).toBe(403);
});

test.each([
  ["an action that is none", { kind: "promote", user: "target" }],
  ["a login that is none", { kind: "ban", user: "<script>" }],
  ["a reason past the limit", { kind: "ban", user: "target", reason: "x".repeat(501) }],
  ["a timeout past the limit", { kind: "timeout", user: "target", seconds: 1_209_601 }],
  ["modes that name none", { kind: "modes", change: {} }],
  ["a list", []],
])("%s is a bad request", async (_, body) => {
  expect((await ask("POST", "/chat/host/moderation", people["broadcaster"] ?? {}, body)).status).toBe(400);
});

test("an action that comes to nothing says why", async () => {
  const broadcaster = people["broadcaster"] ?? {};
  const answer = await ask("POST", "/chat/host/moderation", broadcaster, { kind: "ban", user: "nobody_here" });
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { error: { code: "not_found", reason: "invalid_user" } },
  ]);
});

test("a standing is what it may be, of a user and a channel that are there", async () => {
  const put = (path: string, body: unknown) => ask("PUT", path, OPERATOR, body);
  const good = { subscribedMonths: null, followedAt: 5 };
  const answers = [
    await put("/chat/host/standings/target", { ...good, role: "moderator" }),
    await put("/chat/host/standings/target", { subscribedMonths: 0, followedAt: null }),
    await put("/chat/host/standings/target", { subscribedMonths: 1201, followedAt: null }),
    await put("/chat/host/standings/target", { followedAt: 5 }),
    await put("/chat/host/standings/nobody_here", good),
    await put("/chat/nobody_here/standings/target", good),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400, 404, 404]);
});

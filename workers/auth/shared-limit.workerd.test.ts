import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { Browser, mailsTo, newAddress } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld, NODE_TOKEN } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { OauthWorld, type Person, type TestApp } from "#testing/oauth-world.ts";
import { MAX_MAILS, MAX_SIGN_UPS, MAX_TRIES_BY_ADDRESS, MAX_TRIES_BY_NAME } from "../accounts/limits.ts";
import { MAX_CODES } from "../oauth/activate-routes.ts";
import { MAX_DEVICES } from "../oauth/device-routes.ts";
import { MAX_FAILURES } from "./caller-limit.ts";

prepareAccountTests();

/** The Worker with all its modules anew: what an isolate remembers is another's no more, and only the objects are the same. */
async function isolate(bindings: object = {}): Promise<EdgeWorld> {
  vi.resetModules();
  const { app } = await import("../app.ts");
  return new EdgeWorld(async (request) => {
    const context = createExecutionContext();
    const answer = await app.fetch(request, { ...env, ...bindings }, context);
    await waitOnExecutionContext(context);
    return answer;
  });
}

let here: EdgeWorld;
let there: EdgeWorld;
let viewer: Person;
let bot: TestApp;

beforeAll(async () => {
  await migrate(env.DB);
  here = await isolate();
  there = await isolate();
  const world = new OauthWorld(here, env.DB);
  viewer = await world.person("viewer");
  bot = await world.app(viewer);
});

type Try = (world: EdgeWorld, n: number) => Promise<Response>;

const json = (path: string, body: unknown, address: string, headers: Readonly<Record<string, string>> = {}) =>
  [
    path,
    {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Origin: "https://rill.test",
        "CF-Connecting-IP": address,
        ...headers,
      },
      body: JSON.stringify(body),
    },
  ] as const;
const form = (path: string, body: Readonly<Record<string, string>>, address: string, headers = {}) =>
  [
    path,
    { method: "POST", headers: { "CF-Connecting-IP": address, ...headers }, body: new URLSearchParams(body) },
  ] as const;

const LIMITS: readonly (readonly [string, number, () => Try])[] = [
  [
    "passwords of one name, wherever they come from",
    MAX_TRIES_BY_NAME,
    () => (world) =>
      world.request(...json("/api/auth/log-in", { name: "nobody_here", password: "wrong word" }, newAddress())),
  ],
  [
    "codes of a second factor by one address",
    MAX_TRIES_BY_ADDRESS,
    () => {
      const address = newAddress();
      return (world) =>
        world.request(...json("/api/auth/two-factor", { kind: "totp", code: "123456", trust: false }, address));
    },
  ],
  [
    "sign-ups by one address",
    MAX_SIGN_UPS,
    () => {
      const address = newAddress();
      // Refused for its login, and counted all the same.
      const body = { email: "some@mail.test", password: "a long password", login: "viewer" };
      return (world) => world.request(...json("/api/auth/sign-up", body, address));
    },
  ],
  [
    "codes of devices by one account, wherever it is",
    MAX_CODES,
    () => (world) => world.request(...form("/activate", { code: "BCDF-GHJK" }, newAddress(), viewer.headers)),
  ],
  [
    "devices that one address begins with",
    MAX_DEVICES,
    () => {
      const address = newAddress();
      return (world) => world.request(...form("/oauth2/device", { client_id: bot.clientId, scopes: "" }, address));
    },
  ],
];

test.each(LIMITS)("%s are counted over isolates before they are tried", async (_, most, begin) => {
  const attempt = begin();
  const statuses: number[] = [];
  for (let n = 0; n < most; n++) statuses.push((await attempt(n % 2 === 0 ? here : there, n)).status);
  expect(statuses).not.toContain(429);
  const refused = [await attempt(here, most), await attempt(there, most), await attempt(await isolate(), most)];
  expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
  for (const { headers } of refused) {
    expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(headers.get("Cache-Control")).toBe("no-store");
  }
});

const WRONG_TOKEN = { Authorization: `Bearer ${"z".repeat(30)}` };
const GUESSES: readonly (readonly [string, (address: string) => Try])[] = [
  [
    "wrong access tokens",
    (address) => (world) => world.request("/api/session", { headers: { ...WRONG_TOKEN, "CF-Connecting-IP": address } }),
  ],
  [
    "wrong operator's tokens",
    (address) => (world) => world.request(...json("/api/users", { login: "x_1" }, address, WRONG_TOKEN)),
  ],
  [
    "wrong secrets of an app",
    (address) => (world) => {
      const body = { grant_type: "client_credentials", client_id: bot.clientId, client_secret: "wrong" };
      return world.request(...form("/oauth2/token", body, address));
    },
  ],
  [
    "wrong codes of an app",
    (address) => (world) => {
      const body = { grant_type: "authorization_code", code: "wrong", redirect_uri: bot.redirectUri };
      const proof = { client_id: bot.clientId, client_secret: bot.secret ?? "" };
      return world.request(...form("/oauth2/token", { ...body, ...proof }, address));
    },
  ],
];

test.each(GUESSES)("%s are told to all isolates: each makes one guess more and no second", async (_, guesserAt) => {
  const attempt = guesserAt(newAddress());
  const statuses: number[] = [];
  for (let n = 0; n < MAX_FAILURES; n++) statuses.push((await attempt(n % 2 === 0 ? here : there, n)).status);
  expect(statuses).not.toContain(429);
  const third = await isolate();
  await attempt(third, 0);
  await attempt(here, 0);
  const refused = [await attempt(here, 0), await attempt(third, 0)];
  expect(refused.map(({ status, headers }) => [status, Number(headers.get("Retry-After")) > 0])).toEqual([
    [429, true],
    [429, true],
  ]);
});

test("wrong stream keys are counted by their publisher's address: none of it goes live then, and nobody else is kept from it", async () => {
  const { streamKey } = await here.createChannel("guessed_at");
  const [guesser, other] = ["198.51.100.7", "198.51.100.8"];
  const open = async (world: EdgeWorld, key: string, publisher?: string): Promise<string> => {
    const body = { streamKey: key, nodeId: "node-1", protocol: "rtmp", publisher };
    const headers = { Authorization: `Bearer ${NODE_TOKEN}`, "Content-Type": "application/json" };
    const answer = await world.request("/api/ingest/open", { method: "POST", headers, body: JSON.stringify(body) });
    const { outcome, reason } = await answer.json<{ outcome: string; reason?: string }>();
    return reason ?? outcome;
  };
  const reasons: string[] = [];
  for (let n = 0; n < MAX_FAILURES; n++) reasons.push(await open(n % 2 === 0 ? here : there, `wrong_${n}`, guesser));
  expect(new Set(reasons)).toEqual(new Set(["unknown_key"]));
  const third = await isolate();
  await open(third, "wrong", guesser);
  await open(here, "wrong", guesser);
  expect([await open(here, streamKey, guesser), await open(third, streamKey, guesser)]).toEqual([
    "too_often",
    "too_often",
  ]);
  // Of nodes that cannot tell publishers apart nothing is counted.
  for (let n = 0; n <= MAX_FAILURES; n++) expect(await open(here, `wrong_${n}`)).toBe("unknown_key");
  expect(await open(here, streamKey, other)).toBe("granted");
  const broken = await isolate(BROKEN);
  expect([await open(broken, "wrong", other), await open(broken, "wrong")]).toEqual(["unknown_key", "unknown_key"]);
});

test("one mail address is sent so many mails, whatever isolates were asked", async () => {
  const email = "flooded@mail.test";
  for (let n = 0; n < MAX_MAILS + 2; n++) {
    const body = { email, password: "a long password", login: `flooded_${n}` };
    const answer = await new Browser(n % 2 === 0 ? here : there).post("/api/auth/sign-up", body);
    expect([answer.status, answer.body]).toEqual([202, { sent: true }]);
  }
  const mails = [...(await mailsTo(here, email)), ...(await mailsTo(there, email))];
  expect(mails.length).toBe(MAX_MAILS);
});

const BROKEN = {
  ATTEMPTS: {
    getByName: () => ({ take: () => Promise.reject(Object.assign(new Error("overloaded"), { overloaded: true })) }),
  },
};

test("what can be guessed is not tried while nobody counts; what cannot is answered as ever", async () => {
  const world = await isolate(BROKEN);
  const browser = new Browser(world);
  const asked = [
    await browser.post("/api/auth/log-in", { name: "viewer", password: "a long password" }),
    await browser.post("/api/auth/reset", { email: "viewer@mail.test" }),
    await browser.send("GET", "/api/session", { headers: WRONG_TOKEN }),
    await browser.get("/api/live"),
  ];
  expect(asked.map(({ status }) => status)).toEqual([503, 503, 401, 200]);
  const { Authorization } = await here.bearer("viewer");
  expect((await world.request("/api/session", { headers: { Authorization } })).status).toBe(200);
});

test("objects are called by hashes: neither addresses nor names are to be read there", async () => {
  const called: string[] = [];
  const spied = {
    ATTEMPTS: {
      getByName: (name: string) => {
        called.push(name);
        return env.ATTEMPTS.getByName(name);
      },
    },
  };
  const world = await isolate(spied);
  await new Browser(world, "192.0.2.9").post("/api/auth/log-in", { name: "viewer", password: "a long password" });
  expect(called).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

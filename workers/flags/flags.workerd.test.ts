import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld, OPERATOR_TOKEN } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { flagsOf, readFlags, writeFlag } from "./flags.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();

beforeAll(async () => {
  await migrate(env.DB);
  await world.createUser("staff_a", { staff: true });
  await world.createUser("somebody");
});

const jsonOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];
const on = { on: true, percent: 100, channels: [] };

test("nothing is set at first: defaults hold, and the site's own setting of guests is one", async () => {
  expect(await readFlags(env)).toEqual({ values: {}, changes: [] });
  const flags = await flagsOf({ FLAGS: env.FLAGS, GUESTS: "0" }, () => undefined);
  expect([flags.isOn("guests"), flags.isOn("mail"), flags.number("chat_relay_sockets")]).toEqual([false, true, null]);
});

test("staff and the operator see and change flags, and each change says who made it", async () => {
  const staff = await world.bearer("staff_a", ["staff:manage:flags"]);
  const init = { method: "PUT", headers: { ...staff, "Content-Type": "application/json" } };
  const set = await world.request("/api/flags/mail", { ...init, body: JSON.stringify({ on: false }) });
  const by = { id: expect.any(String), login: "staff_a" };
  const first = { name: "mail", at: expect.any(Number), by, from: null, to: { ...on, on: false } };
  const about = "Mail is sent.";
  expect(await jsonOf(set)).toEqual([
    200,
    { name: "mail", about, value: { ...on, on: false }, isDefault: false, default: on, changes: [first] },
  ]);
  const flags = await flagsOf(env, () => undefined);
  expect([flags.isOn("mail"), flags.isOn("sign_ups")]).toEqual([false, true]);
  const unset = await world.operator("/api/flags/mail", undefined, "DELETE");
  const second = { ...first, by: { id: null, login: "operator" }, from: first.to, to: null };
  expect(await jsonOf(unset)).toEqual([
    200,
    { name: "mail", about, value: on, isDefault: true, default: on, changes: [second, first] },
  ]);
  const list = await (await world.operator("/api/flags", undefined, "GET")).json<{
    flags: { name: string }[];
    changes: unknown[];
  }>();
  expect(list.changes).toEqual([second, first]);
  expect(list.flags.map(({ name }) => name)).toEqual([
    "guests",
    "sign_ups",
    "broadcasts",
    "third_party_emotes",
    "mail",
    "chat",
    "uploads",
    "api_apps",
    "notices",
    "webhooks",
    "search",
    "chat_relay_sockets",
  ]);
});

test("what a flag cannot be is refused, and changes nothing", async () => {
  const before = await readFlags(env);
  const answers = [
    await world.operator("/api/flags/nothing", { on: true }, "PUT"),
    await world.operator("/api/flags/mail", { on: "yes" }, "PUT"),
    await world.operator("/api/flags/mail", { value: 5 }, "PUT"),
    await world.operator("/api/flags/chat_relay_sockets", { value: 4001 }, "PUT"),
    await world.operator("/api/flags/__proto__", { on: true }, "PUT"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 400, 400, 400, 404]);
  expect(await readFlags(env)).toEqual(before);
});

test("nobody else sees or changes them", async () => {
  const other = await world.bearer("somebody", ["staff:manage:flags"]);
  const unscoped = await world.bearer("staff_a");
  const asked = [{}, other, unscoped, { Authorization: `Bearer ${OPERATOR_TOKEN}x` }, { Authorization: "Bearer x" }];
  const answers = await Promise.all(asked.map((headers) => world.request("/api/flags", { headers })));
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 403, 401, 401]);
});

test("what is set is still there when the object comes back, text that is no ASCII never comes in, and a list is as long as it may be", async () => {
  const channels = Array.from({ length: 100 }, (_, n) => String(9_000_000_000_000_000 + n));
  const to = { on: true, percent: 12.5, channels };
  await writeFlag(env, { name: "third_party_emotes", to, by: { id: null, login: "operator" } });
  expect((await readFlags(env)).values.third_party_emotes).toEqual(to);
  const flags = await flagsOf(env, () => undefined);
  expect(flags.isOn("third_party_emotes", { channelId: channels[99] ?? "" })).toBe(true);
});

test("sign-ups that are switched off make no account", async () => {
  await writeFlag(env, { name: "sign_ups", to: { ...on, on: false }, by: { id: null, login: "operator" } });
  const body = JSON.stringify({ email: "ada@example.test", password: "correct horse battery", login: "ada_new" });
  const headers = { "Content-Type": "application/json", Origin: "https://rill.test" };
  const answer = await world.request("/api/auth/sign-up", { method: "POST", headers, body });
  await writeFlag(env, { name: "sign_ups", to: null, by: { id: null, login: "operator" } });
  expect(await jsonOf(answer)).toEqual([
    403,
    { error: { code: "forbidden", message: "No new accounts are made on this site for the moment." } },
  ]);
});

test("a kill switch of guests closes the door within the isolate at once, and opens it again", async () => {
  await writeFlag(env, { name: "guests", to: { ...on, on: false }, by: { id: null, login: "operator" } });
  await expect(world.guest("closed_out")).rejects.toThrow("This site takes no guests.");
  await writeFlag(env, { name: "guests", to: null, by: { id: null, login: "operator" } });
  await expect(world.guest("let_in")).resolves.toBeDefined();
});

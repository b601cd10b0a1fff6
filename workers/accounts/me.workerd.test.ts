import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { MAX_EDITORS } from "#protocol/accounts/me.ts";
import { Browser, logIn, PASSWORD, signUp } from "#testing/account-browser.ts";
import { prepareAccountTests } from "#testing/account-tests.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { addEditor, mayEdit, removeEditor } from "./editors.ts";

/** Answers once what goes on behind an answer is done too: mails are out then. */
const world = new EdgeWorld(async (request) => {
  const context = createExecutionContext();
  const answer = await app.fetch(request, env, context);
  await waitOnExecutionContext(context);
  return answer;
});

prepareAccountTests();
beforeAll(() => migrate(env.DB));

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** As if the person's last rename were so long ago. */
async function letTimePass(login: string, milliseconds: number): Promise<void> {
  await env.DB.prepare(
    "UPDATE held_logins SET until = until - ? WHERE user_id = (SELECT id FROM users WHERE login = ?)",
  )
    .bind(milliseconds, login)
    .run();
}

test("a person sees the own account and channel", async () => {
  const browser = await signUp(world, { login: "mia", displayName: "Mia" });
  const { status, body, response, json } = await browser.get("/api/me");
  const { id } = json<{ id: string }>();
  expect([status, response.headers.get("Cache-Control"), body]).toEqual([
    200,
    "no-store",
    {
      id: expect.stringMatching(/^\d+$/),
      login: "mia",
      displayName: "Mia",
      colour: null,
      staff: false,
      guest: false,
      description: "",
      language: null,
      email: "mia@mail.test",
      hasPassword: true,
      twoFactor: false,
      createdAt: expect.any(Number),
      renameFrom: null,
      channel: { id, login: "mia", title: "" },
    },
  ]);
});

test("a guest sees itself, without a mail address or channel, and changes nothing", async () => {
  const browser = new Browser(world);
  await browser.post("/api/session", { name: "passing" });
  expect((await browser.get("/api/me")).body).toMatchObject({ guest: true, email: null, channel: null });
  const change = await browser.send("PATCH", "/api/me", { body: { description: "x" } });
  expect(change.status).toBe(401);
});

test("name, colour, description and language are changed, everywhere at once, and nothing else is", async () => {
  const browser = await signUp(world, { login: "nora" });
  const change = { displayName: "Nora N", colour: "#00FF7F", description: " Builds <b>things</b>. ", language: "de" };
  const mass = { staff: true, login: "root", id: "1", guest: true, email: "x@y.test", twoFactor: true, account: "z" };
  const changed = await browser.send("PATCH", "/api/me", { body: { ...change, ...mass } });
  const expected = { ...change, description: "Builds <b>things</b>.", login: "nora", staff: false, guest: false };
  expect([changed.status, changed.body]).toMatchObject([200, { ...expected, email: "nora@mail.test" }]);
  expect((await browser.get("/api/session")).body).toMatchObject({
    user: { displayName: "Nora N", colour: "#00FF7F" },
  });
  expect((await browser.get("/api/channels/nora")).body).toMatchObject({ displayName: "Nora N" });
  const cleared = await browser.send("PATCH", "/api/me", { body: { colour: null, language: null } });
  expect(cleared.body).toMatchObject({ colour: null, language: null, displayName: "Nora N" });
});

test.each([
  ["nothing", {}],
  ["a name with markup", { displayName: "<i>" }],
  ["a colour that is none", { colour: "red" }],
  ["a description of 301 characters", { description: "x".repeat(301) }],
  ["a description with a control character", { description: "a\u0007b" }],
  ["a description that turns the text around", { description: "a\u202eb" }],
  ["a language that is none", { language: "deutsch" }],
])("a change to %s is refused", async (_, body) => {
  const browser = await shared();
  expect((await browser.send("PATCH", "/api/me", { body })).status).toBe(400);
});

test("a description of 300 characters is taken", async () => {
  const description = "𝒃".repeat(300);
  expect((await (await shared()).send("PATCH", "/api/me", { body: { description } })).body).toMatchObject({
    description,
  });
});

test("a rename keeps the id, and holds the old login for its owner alone", async () => {
  const browser = await signUp(world, { login: "olga" });
  const { id } = (await browser.get("/api/me")).json<{ id: string }>();
  const renamed = await browser.post("/api/me/login", { login: "olga_new" });
  expect([renamed.status, renamed.body]).toMatchObject([200, { id, login: "olga_new", displayName: "olga_new" }]);
  expect((await browser.get("/api/channels/olga_new")).body).toMatchObject({ id });
  expect((await logIn(world, "olga_new")).cookies.has("__Secure-rill.session_token")).toBe(true);

  const other = await signUp(world, { login: "petra" });
  expect((await other.post("/api/me/login", { login: "olga" })).status).toBe(409);
  expect((await new Browser(world).post("/api/session", { name: "olga" })).status).toBe(409);
  const form = { email: "thief@mail.test", password: PASSWORD, login: "olga" };
  expect((await new Browser(world).post("/api/auth/sign-up", form)).status).toBe(409);

  // Once a week.
  expect((await browser.post("/api/me/login", { login: "olga" })).status).toBe(429);
  await letTimePass("olga_new", WEEK_MS);
  expect((await browser.post("/api/me/login", { login: "olga" })).body).toMatchObject({ id, login: "olga" });
  expect((await other.post("/api/me/login", { login: "olga_new" })).status).toBe(409);
  await env.DB.prepare("UPDATE held_logins SET until = 1 WHERE login = 'olga_new'").run();
  expect((await other.post("/api/me/login", { login: "olga_new" })).status).toBe(200);
});

test.each([["mia"], ["admin"], ["x"], ["Upper"]])("the login %s cannot be had by a rename", async (login) => {
  const { status } = await (await shared()).post("/api/me/login", { login });
  expect([400, 409]).toContain(status);
});

test("the stream key is shown once, and a broadcast with the old one ends", async () => {
  const browser = await signUp(world, { login: "quinn" });
  expect((await browser.get("/api/me/stream-key")).body).toEqual({ madeAt: null });
  const made = await browser.post("/api/me/stream-key");
  const { streamKey, madeAt } = made.json<{ streamKey: string; madeAt: number }>();
  expect([made.status, streamKey]).toEqual([201, expect.stringMatching(/^rill_[A-Za-z0-9_-]{32}$/)]);
  const told = await browser.get("/api/me/stream-key");
  expect(told.body).toEqual({ madeAt });
  const { results } = await env.DB.prepare("SELECT * FROM channels WHERE login = 'quinn'").all();
  expect(JSON.stringify(results)).not.toContain(streamKey);

  const node = await world.publish(await world.open(streamKey));
  await node.push(2);
  const next = (await browser.post("/api/me/stream-key")).json<{ streamKey: string }>();
  expect(await node.until(({ kind }) => kind === "stop")).toMatchObject({ reason: "the stream key was rotated" });
  const refused = await world.openRequest(streamKey);
  expect(await refused.json()).toEqual({ outcome: "denied", reason: "unknown_key" });
  expect((await world.open(next.streamKey)).login).toBe("quinn");
});

test("editors are named by the broadcaster, may edit that channel, and no other", async () => {
  const owner = await signUp(world, { login: "rosa" });
  await signUp(world, { login: "sven" });
  const idOf = async (login: string): Promise<string> =>
    (await owner.get(`/api/users/${login}`)).json<{ id: string }>().id;
  const [rosa, sven] = [await idOf("rosa"), await idOf("sven")];
  const viewer = { userId: sven, staff: false };
  expect(await mayEdit(env.DB, viewer, rosa)).toBe(false);
  const named = await owner.send("PUT", "/api/me/editors/sven");
  const list = { editors: [{ id: sven, login: "sven", displayName: "sven", since: expect.any(Number) }] };
  expect([named.status, named.body]).toEqual([200, list]);
  expect((await owner.send("PUT", "/api/me/editors/sven")).body).toEqual(list);
  expect([
    await mayEdit(env.DB, viewer, rosa),
    await mayEdit(env.DB, { userId: rosa, staff: false }, sven),
    await mayEdit(env.DB, { userId: "999999", staff: true }, rosa),
  ]).toEqual([true, false, true]);
  await new Browser(world).post("/api/session", { name: "some_guest" });
  for (const login of ["rosa", "some_guest", "nobody_here", "No-Login"]) {
    expect((await owner.send("PUT", `/api/me/editors/${login}`)).status).toBeGreaterThanOrEqual(404);
  }
  expect((await owner.send("DELETE", "/api/me/editors/sven")).body).toEqual({ editors: [] });
  expect(await mayEdit(env.DB, viewer, rosa)).toBe(false);
});

test("a channel has so many editors and not one more", async () => {
  const channelId = (await world.createChannel("crowded")).id;
  const made = Array.from({ length: MAX_EDITORS + 1 }, (_, i) => 500_000 + i);
  const insert = env.DB.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (?, ?, 'x', 0)");
  await env.DB.batch(made.map((id) => insert.bind(id, `editor_${id}`)));
  const added: boolean[] = [];
  for (const id of made) added.push(await addEditor(env.DB, channelId, String(id), 0));
  expect(added.filter((isAdded) => !isAdded)).toEqual([false]);
  expect(added.at(-1)).toBe(false);
  await removeEditor(env.DB, channelId, String(made[0]));
  expect(await addEditor(env.DB, channelId, String(made.at(-1)), 0)).toBe(true);
  await env.DB.batch([
    env.DB.prepare("DELETE FROM channel_editors"),
    env.DB.prepare("DELETE FROM users WHERE id >= 500000"),
  ]);
});

let made: Promise<Browser> | null = null;
/** One account for the tests that change nothing. */
function shared(): Promise<Browser> {
  made ??= signUp(world, { login: "tess" });
  return made;
}

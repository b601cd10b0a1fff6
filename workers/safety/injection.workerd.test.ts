import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { openApi } from "../docs/openapi.ts";
import { OPERATIONS } from "../docs/operations.ts";
import { servedRoutes } from "../docs/served-routes.ts";
import { PARAMETERS } from "./access-row.ts";

const SCRIPT = `<script>alert("rill")</script>`;
/** A page as the assets hold it. */
const PAGE = `<!doctype html><html><head><title>Rill</title></head><body></body></html>`;
const assets = {
  fetch: async () => new Response(PAGE, { headers: { "Content-Type": "text/html" } }),
  connect: env.ASSETS.connect,
};
const world = new EdgeWorld(async (request) =>
  app.fetch(request, { ...env, ASSETS: assets }, createExecutionContext()),
);
let token: Readonly<Record<string, string>> = {};

/** What means something to SQL, FTS5, LIKE, JSON, HTML, headers, paths or regular expressions. */
const HOSTILE = [
  `' OR 1=1 --`,
  `"; DROP TABLE users; --`,
  `" OR title:*`,
  "NEAR(a b, 5) AND NOT *",
  "^a* + -b",
  "((((",
  "%_%_%",
  "\\",
  `{"$gt":""}`,
  SCRIPT,
  "../../../etc/passwd",
  "..%2f..%2f",
  "a\u0000b",
  "a\r\nX-Injected: 1",
  "\u202eevil",
  "__proto__",
  "constructor",
  "9".repeat(400),
  "𝒜".repeat(300),
] as const;

beforeAll(async () => {
  await migrate(env.DB);
  await world.createChannel("host");
  token = await world.bearer("host", ["channel:manage:broadcast", "chat:edit", "chat:moderate", "user:read:follows"]);
});

const routes = servedRoutes(app.routes).filter(({ path }) => !/^\/(?:debug|units|mock|live)\//.test(path));
const reads = routes.filter(({ method }) => method === "GET");

let tries = 0;

type Asked = { readonly method?: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string };

async function faultOf(path: string, { headers, ...init }: Asked): Promise<string | null> {
  tries++;
  // Each from an address of its own, so that no limit speaks first.
  const address = { "CF-Connecting-IP": `10.${(tries >> 16) & 255}.${(tries >> 8) & 255}.${tries & 255}` };
  let answer: Response;
  try {
    answer = await world.request(path, { redirect: "manual", ...init, headers: { ...headers, ...address } });
  } catch (cause) {
    // An address that no client can form.
    if (cause instanceof TypeError) return null;
    throw cause;
  }
  const text = await answer.text();
  const isFault = answer.status === 500 || answer.headers.has("X-Injected") || /SQLITE|D1_ERROR|fts5:/.test(text);
  return isFault ? `${init.method ?? "GET"} ${path}: ${answer.status} ${text.slice(0, 200)}` : null;
}

const filled = (path: string, hostile: string | null): string =>
  path.replaceAll(/:([A-Za-z]+)(?:\{[^}]*\})?/g, (_, name: string) =>
    hostile === null ? (PARAMETERS[name] ?? "1001") : encodeURIComponent(hostile.isWellFormed() ? hostile : "x"),
  );

const inPaths = routes.filter(({ path }) => path.includes(":"));

test.each(inPaths.map(({ name, method, path }) => [name, method, path] as const))(
  "%s takes no harm from what stands in its path",
  async (_, method, path) => {
    const faults: (string | null)[] = [];
    for (const hostile of HOSTILE) {
      const body = method === "GET" || method === "DELETE" ? {} : { body: "{}" };
      const headers = { ...token, "Content-Type": "application/json" };
      faults.push(await faultOf(filled(path, hostile), { method, headers, ...body }));
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  },
);

const described = openApi(servedRoutes(app.routes), OPERATIONS).paths;
const queries = reads.flatMap(({ path }) => {
  const { parameters = [] } = described[path.replaceAll(/:([A-Za-z]+)/g, "{$1}")]?.["get"] ?? {};
  return parameters.filter((one) => one.in === "query").map(({ name }) => [path, name] as const);
});

test.each(queries)("%s takes no harm from what is asked for by %s", async (path, name) => {
  const faults: (string | null)[] = [];
  for (const hostile of HOSTILE) {
    const query = new URLSearchParams({ q: "host", url: "https://rill.test/host", [name]: hostile });
    faults.push(await faultOf(`${filled(path, null)}?${query}`, { headers: token }));
  }
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
});

test("the tables are all there afterwards", async () => {
  const { results } = await env.DB.prepare("SELECT login FROM users WHERE id = 1001").all();
  expect(results).toEqual([{ login: "host" }]);
});

test("a script in any text is stored as text, and comes out as text wherever a browser would run it", async () => {
  const headers = { ...token, "Content-Type": "application/json" };
  const send = async (method: string, path: string, body: unknown): Promise<number> =>
    (await world.request(path, { method, headers, body: JSON.stringify(body) })).status;
  expect([
    await send("PATCH", "/api/channels/host", { title: SCRIPT }),
    await send("PUT", "/api/channels/host/panels", { panels: [{ title: SCRIPT, text: SCRIPT, link: null }] }),
    await send("POST", "/chat/messages", { channelId: "1001", message: SCRIPT }),
    await send("POST", "/chat/host/moderation", { kind: "addTerm", term: SCRIPT.toLowerCase() }),
    // A link that would run.
    await send("PUT", "/api/channels/host/panels", { panels: [{ title: "", text: "", link: "javascript:alert(1)" }] }),
    // A name is no place for it at all.
    (await world.operator("/api/users/host", { displayName: SCRIPT }, "PATCH")).status,
  ]).toEqual([200, 200, 200, 200, 400, 400]);
  const insert = env.DB.prepare(
    "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (?, 1001, ?, 0, 5)",
  );
  await insert.bind("1700000000000001", SCRIPT).run();
  await env.DB.prepare("UPDATE users SET description = ? WHERE id = 1001").bind(SCRIPT).run();
  const shown: Record<string, string> = {};
  for (const path of [
    "/host",
    "/vods/1700000000000001",
    "/feed/host",
    "/oembed?url=https%3A%2F%2Frill.test%2Fhost",
    "/oauth2/authorize?client_id=%3Cscript%3Ealert(%22rill%22)%3C%2Fscript%3E",
    "/api/channels/host",
    "/api/channels/host/panels",
    "/chat/host/messages",
    "/docs/api",
  ]) {
    const answer = await world.request(path, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    const type = answer.headers.get("Content-Type") ?? "";
    const isShown = /html|xml/.test(type);
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    shown[path] = isShown && text.includes("<script>alert") ? "runs" : "text";
  }
  expect(shown).toEqual(Object.fromEntries(Object.keys(shown).map((path) => [path, "text"])));
});

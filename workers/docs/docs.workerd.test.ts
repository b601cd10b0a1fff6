import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { missingOperations, type OpenApi } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";
import { servedRoutes } from "./served-routes.ts";
import { isUndocumented, UNDOCUMENTED } from "./undocumented.ts";

const world = new EdgeWorld((request) => exports.default.fetch(request));
const served = servedRoutes(app.routes);

beforeAll(() => migrate(env.DB));

const document = async (): Promise<OpenApi> => (await world.request("/openapi.json")).json<OpenApi>();

test("every route of the Worker is described, or left out with a reason", () => {
  expect(missingOperations(served, OPERATIONS)).toEqual([]);
});

test("nothing is described that the Worker does not serve, and no exception is without a route", () => {
  const names = served.map(({ name }) => name);
  expect(Object.keys(OPERATIONS).filter((name) => !names.includes(name))).toEqual([]);
  expect(UNDOCUMENTED.filter(({ route }) => !names.some((name) => route.test(name))).map(({ why }) => why)).toEqual([]);
  expect(Object.keys(OPERATIONS).filter(isUndocumented)).toEqual([]);
});

test("every JSON body that a route takes is the schema that checks it", async () => {
  const { paths } = await document();
  const withBody = served.filter(
    ({ name, checks }) => !isUndocumented(name) && checks.some(({ target }) => target === "json"),
  );
  const described = withBody.map(({ method, path }) => {
    const content = paths[path.replaceAll(/:([A-Za-z]+)/g, "{$1}")]?.[method.toLowerCase()]?.requestBody?.content ?? {};
    return "application/json" in content;
  });
  expect(described).toEqual(withBody.map(() => true));
  expect(paths["/api/channels"]?.["post"]?.requestBody?.content["application/json"]?.schema).toMatchObject({
    type: "object",
    required: ["login"],
    properties: { login: { type: "string", minLength: 3, pattern: "^[a-z0-9][a-z0-9_]{0,24}$" } },
  });
});

test("the document is OpenAPI 3.1, with an id of its own for each operation and no reference that leads nowhere", async () => {
  const answer = await world.request("/openapi.json");
  expect([answer.status, answer.headers.get("Content-Type"), answer.headers.get("Cache-Control")]).toEqual([
    200,
    "application/json",
    "public, max-age=300, stale-if-error=0",
  ]);
  const text = await answer.text();
  const made: OpenApi = JSON.parse(text);
  expect(made.openapi).toBe("3.1.0");
  const operations = Object.values(made.paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...new Set([...text.matchAll(/"\$ref":"([^"]*)"/g)].map((match) => match[1]))]).toEqual([
    "#/components/schemas/Error",
    "#/components/schemas/TwitchError",
  ]);
  for (const [path, methods] of Object.entries(made.paths)) {
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    for (const { parameters } of Object.values(methods)) {
      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(named);
    }
  }
});

test("a refusal has the shape that the document says: the site's own, Twitch's, or a page", async () => {
  const { paths } = await document();
  const asked = [
    ["/api/me", await world.request("/api/me")],
    ["/oauth2/token", await world.request("/oauth2/token", { method: "POST" })],
    ["/oauth2/device", await world.request("/oauth2/device", { method: "POST" })],
    ["/oauth2/revoke", await world.request("/oauth2/revoke", { method: "POST" })],
    ["/oauth2/validate", await world.request("/oauth2/validate")],
    ["/oauth2/authorize", await world.request("/oauth2/authorize")],
  ] as const;
  const shapes = await Promise.all(
    asked.map(async ([path, answer]) => {
      const described = Object.values(paths[path] ?? {})[0]?.responses["default"];
      const type = answer.headers.get("Content-Type")?.split(";")[0] ?? "";
      const keys = type === "application/json" ? Object.keys(await answer.json<object>()).sort() : [];
      return [answer.ok, JSON.stringify(described).includes(`"${type}"`), keys.join()];
    }),
  );
  const [site, twitch, page] = ["error", "message,status", ""].map((keys) => [false, true, keys]);
  expect(shapes).toEqual([site, twitch, twitch, twitch, twitch, page]);
});

test("what a token must be for stands beside each route that needs one", async () => {
  const { paths } = await document();
  expect(paths["/streams/start"]?.["post"]?.security).toEqual([
    { token: ["channel:manage:broadcast"] },
    { session: [] },
  ]);
  expect(paths["/api/users"]?.["post"]?.security).toEqual([{ operator: [] }]);
  expect(paths["/api/live"]?.["get"]?.security).toEqual([]);
});

test("the page shows every operation, runs nothing, and loads nothing of others", async () => {
  const page = await world.request("/docs/api");
  const html = await page.text();
  const { paths } = await document();
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(ids.filter((id) => !html.includes(`id="${id}"`))).toEqual([]);
  expect([page.status, page.headers.get("Content-Type")]).toEqual([200, "text/html; charset=UTF-8"]);
  expect(page.headers.get("Content-Security-Policy")).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  expect(html.match(/<script|\son[a-z]+=|style=|(?:src|href)="https?:/gi)).toBeNull();
  const style = await world.request("/docs/api.css");
  expect([style.status, style.headers.get("Content-Type")]).toEqual([200, "text/css; charset=utf-8"]);
});

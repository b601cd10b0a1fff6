import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { MAX_BODY_BYTES } from "./body-ceilings.ts";
import { ENCODERS, WRITES } from "./limits.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();
/** As it is in production. */
const strict = worldWith({ DEVELOPMENT: undefined });

beforeAll(async () => {
  await migrate(env.DB);
  await world.createChannel("ada");
});

const from = (address: string, headers: Record<string, string> = {}): RequestInit => ({
  headers: { "CF-Connecting-IP": address, ...headers },
});
const rateOf = ({ headers }: Response): (string | null)[] =>
  ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"].map((name) => headers.get(name));

test("every answer has a name of its own, errors and preflights too", async () => {
  const answers = [
    await world.request("/api/channels/ada"),
    await world.request("/api/channels/nobody_here"),
    await world.request("/nothing/at/all"),
    await world.request("/api/live", { method: "OPTIONS" }),
    await world.request("/live/nobody_here/master.m3u8"),
    await world.request("/oauth2/validate"),
  ];
  const ids = answers.map(({ headers }) => headers.get("X-Request-Id"));
  expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id ?? ""))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  const ray = await world.request("/api/live", { headers: { "CF-Ray": "8f1c2d3e4a5b6c7d-FRA" } });
  expect(ray.headers.get("X-Request-Id")).toBe("8f1c2d3e4a5b6c7d-FRA");
  const own = await world.request("/api/live", { headers: { "X-Request-Id": "chosen-by-the-client" } });
  expect(own.headers.get("X-Request-Id")).not.toBe("chosen-by-the-client");
});

test("a fault of ours is logged under the request's name, and the client is told nothing of it", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const broken = worldWith({
    DB: {
      prepare: () => {
        throw new TypeError("a secret of the inside");
      },
    },
  });
  const answer = await broken.request("/api/users/somebody_new");
  const name = answer.headers.get("X-Request-Id") ?? "";
  expect([answer.status, await answer.json()]).toEqual([
    500,
    { error: { code: "internal", message: "Something went wrong on our side." } },
  ]);
  expect(logged.mock.calls).toEqual([[`request ${name}, GET /api/users/somebody_new, failed`, expect.any(TypeError)]]);
  logged.mockRestore();
});

test("answers of the API are kept by nobody, shown by nobody, and may be read by every page", async () => {
  const { headers } = await world.request("/api/channels/nobody_here");
  const said = Object.fromEntries(
    [
      "Cache-Control",
      "Content-Security-Policy",
      "Referrer-Policy",
      "Strict-Transport-Security",
      "X-Content-Type-Options",
      "Access-Control-Allow-Origin",
      "Access-Control-Allow-Credentials",
    ].map((name) => [name, headers.get(name)]),
  );
  expect(said).toEqual({
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": null,
  });
});

/** Asked by an encoder that names no key: the smallest limit there is, and no database behind it. */
const encode = (address: string, headers: Record<string, string> = {}) =>
  strict.request("/api/v3/GetClientConfiguration", { method: "POST", ...from(address, headers) });

/** Asks until there is nothing left; some comes back meanwhile, since a bucket fills as the clock goes. */
async function askUntilRefused(ask: (n: number) => Promise<Response>, most: number): Promise<Response> {
  for (let n = 0; n < 2 * most; n++) {
    const answer = await ask(n);
    if (answer.status === 429) return answer;
    expect(answer.status).toBe(200);
    if (n < most) expect(answer.headers.get("RateLimit-Limit")).toBe(String(most));
  }
  throw new Error("there was no end to it");
}

test("one address asks as often as it may, and not for ever; another is not touched", async () => {
  const most = ENCODERS.perAddress;
  const first = await encode("192.0.2.1");
  expect([first.status, ...rateOf(first)]).toEqual([200, String(most), String(most - 1), "1", null]);
  const last = await askUntilRefused(() => encode("192.0.2.1"), most);
  expect(await last.json()).toEqual({
    error: { code: "rate_limited", message: "Too many requests. Try again in a moment." },
  });
  expect(rateOf(last)).toEqual([String(most), "0", "60", "1"]);
  expect(last.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect((await encode("192.0.2.2")).status).toBe(200);
});

test("a token has a bucket of its own, and other tokens of the address have others", async () => {
  const write = (token: string) =>
    strict.request("/api/session", { method: "POST", ...from("192.0.2.9", { Authorization: `Bearer ${token}` }) });
  const left = async (token: string) => rateOf(await write(token)).slice(0, 2);
  expect([await left("a"), await left("a"), await left("b")]).toEqual([
    [String(WRITES.perHolder), String(WRITES.perHolder - 1)],
    [String(WRITES.perHolder), String(WRITES.perHolder - 2)],
    [String(WRITES.perHolder), String(WRITES.perHolder - 1)],
  ]);
});

test("whoever shows a new token each time is held by the address", async () => {
  const ask = (n: number) => encode("192.0.2.10", { Authorization: `Bearer ${n}` });
  expect((await askUntilRefused(ask, ENCODERS.perAddress)).status).toBe(429);
});

test("what the edge cache keeps says nothing of whoever asked first, and playback is not counted", async () => {
  const cached = await world.request("/api/live");
  expect([cached.headers.get("Cache-Control"), ...rateOf(cached)]).toEqual([
    "public, max-age=3, stale-if-error=0",
    null,
    null,
    null,
    null,
  ]);
  expect(rateOf(await world.request("/live/nobody_here/master.m3u8"))).toEqual([null, null, null, null]);
});

test("a body that is no JSON is the client's fault, in the one shape of errors", async () => {
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"name":' };
  const answer = await world.request("/api/session", init);
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: { code: "bad_request", message: expect.stringContaining("JSON") } },
  ]);
});

test("a page that the Worker hands out keeps the policy that it was built with, and only the player may be framed", async () => {
  const policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";
  const page = () =>
    new Response("<title>Rill</title>", {
      headers: { "Content-Type": "text/html", "Content-Security-Policy": policy, ETag: '"of-the-front-page"' },
    });
  const assets = { fetch: async () => page(), connect: env.ASSETS.connect };
  const withPages = worldWith({ ASSETS: assets });
  const seen = async (path: string): Promise<(string | null)[]> => {
    const { headers } = await withPages.request(path, { headers: { Accept: "text/html" } });
    return ["Content-Security-Policy", "ETag", "X-Content-Type-Options"].map((name) => headers.get(name));
  };
  expect(await seen("/vods/1700000000000000")).toEqual([policy, null, "nosniff"]);
  expect(await seen("/")).toEqual([policy, '"of-the-front-page"', "nosniff"]);
});

test("no address reads a body that is larger than any takes, whether or not its length is told", async () => {
  const send = (bytes: number, path: string, isTold: boolean): Promise<Response> => {
    const body = new Uint8Array(bytes).fill(32);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(body);
        controller.close();
      },
    });
    return world.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: isTold ? body : stream,
    });
  };
  const most = MAX_BODY_BYTES;
  // An address that takes no body at all, and none that is: nothing there may be read.
  for (const isTold of [true, false]) {
    const answer = await send(most + 1, "/api/channels/ada/heartbeat", isTold);
    expect([answer.status, (await answer.json<{ error: { code: string } }>()).error.code]).toEqual([413, "too_large"]);
  }
  expect((await send(most, "/api/channels/ada/heartbeat", true)).status).toBe(400);
});

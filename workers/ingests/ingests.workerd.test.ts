import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { app } from "../app.ts";
import { writeFlag } from "../flags/flags.ts";

const worldWith = (bindings: object = {}) =>
  new EdgeWorld(async (request) => app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
const world = worldWith();

beforeAll(() => migrate(env.DB));

const asked = (authentication: string): object => ({
  service: "IVS",
  schema_version: "2025-01-25",
  authentication,
  client: { name: "obs-studio", version: "31.0.0", supported_codecs: ["h264"] },
  preferences: { canvases: [{ width: 1280, height: 720, framerate: { numerator: 30, denominator: 1 } }] },
});

type Answer = { status?: { result: string; html_en_us: string }; ingest_endpoints: { authentication: string }[] };

async function ask(body: unknown, at = world, address = "192.0.2.1"): Promise<readonly [number, Answer]> {
  const answer = await at.request("/api/v3/GetClientConfiguration", {
    method: "POST",
    headers: { "Content-Type": "application/json", "CF-Connecting-IP": address },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.json()];
}

test("the list of servers is as OBS reads it, and may be kept for a minute", async () => {
  const servers = JSON.stringify([{ name: "EU", url: "rtmp://eu.example/live" }]);
  const answer = await worldWith({ INGESTS: servers }).request("/ingests");
  const { ingests } = await answer.json<{ ingests: { name: string }[] }>();
  expect([answer.status, answer.headers.get("Cache-Control"), ingests.map(({ name }) => name)]).toEqual([
    200,
    "public, max-age=60, stale-if-error=0",
    ["EU", "EU (the same)"],
  ]);
});

test("a list that cannot be read is an error, not this machine", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect((await worldWith({ INGESTS: "rtmp://eu.example/live" }).request("/ingests")).status).toBe(503);
});

test("a stream key gets a configuration with the key in it, its flags too, and nothing is kept or logged", async () => {
  const { streamKey } = await world.createChannel("ada");
  const logs = (["log", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
  const [status, configuration] = await ask(asked(`${streamKey}?bandwidthtest=true`));
  expect([status, configuration.status, configuration.ingest_endpoints]).toEqual([
    200,
    undefined,
    [
      {
        protocol: "RTMP",
        url_template: "rtmp://127.0.0.1:1935/live/{stream_key}",
        authentication: `${streamKey}?bandwidthtest=true`,
      },
    ],
  ]);
  expect(JSON.stringify(logs.flatMap(({ mock }) => mock.calls))).not.toContain(streamKey);
  for (const log of logs) log.mockRestore();
});

test("a refusal is an answer that OBS shows: a wrong key, a body that is none, a site that is closed", async () => {
  const { streamKey } = await world.createChannel("grace");
  const said = async (body: unknown): Promise<unknown> => {
    const [status, { status: refused, ingest_endpoints }] = await ask(body);
    return [status, refused?.result, refused?.html_en_us, ingest_endpoints];
  };
  expect(await said(asked("rill_wrong"))).toEqual([
    200,
    "error",
    "This stream key is not known. Copy it again from your studio.",
    [],
  ]);
  expect(await said({ hello: "there" })).toEqual([
    200,
    "error",
    "Rill does not understand this version of your program.",
    [],
  ]);
  const by = { id: null, login: "operator" } as const;
  await writeFlag(env, { name: "broadcasts", to: { on: false, percent: 100, channels: [] }, by });
  const closed = await said(asked(streamKey));
  await writeFlag(env, { name: "broadcasts", to: null, by });
  expect(closed).toEqual([
    200,
    "error",
    "New broadcasts are switched off on this site for the moment. Try again later.",
    [],
  ]);
});

test("an address that tries one key after another is told to wait, also with the right one", async () => {
  const { streamKey } = await world.createChannel("hedy");
  for (let n = 0; n < 20; n++) await ask(asked(`rill_${n}`), world, "192.0.2.50");
  const [, { status }] = await ask(asked(streamKey), world, "192.0.2.50");
  expect(status?.html_en_us).toBe("Too many wrong stream keys. Try again in a minute.");
  expect((await ask(asked(streamKey), world, "192.0.2.51"))[1].status).toBeUndefined();
});

test("a request is as large as it may be, and not a byte larger", async () => {
  const most = 64 * 1024;
  const shell = JSON.stringify({ ...asked("rill_x"), padding: "" }).length;
  const sent = async (bytes: number): Promise<number> =>
    (await ask({ ...asked("rill_x"), padding: "x".repeat(bytes - shell) }))[0];
  expect([await sent(most), await sent(most + 1)]).toEqual([200, 413]);
});

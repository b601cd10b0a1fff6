/**
 * How long reads of the API take in workerd with a site's worth of data in the local D1: p50 and p95 of each route beside a floor, a route
 * that touches nothing, from the same run.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type RunningWorker, runWorker } from "#scripts/worker/run-worker.ts";
import { prng } from "#testing/prng.ts";
import { COMMON_TAG, databaseFile, KEEN_LOGIN, type Made, populate, RARE_TAG } from "./api/population.ts";
import { printConditions } from "./conditions.ts";
import { percentile, type Row, table } from "./statistics.ts";

const GOAL_P95_MS = 50;
const WARM_UP = 20;
const SECRETS = {
  nodeToken: "n".repeat(32),
  operatorToken: "o".repeat(32),
  chatSecret: "c".repeat(32),
  authSecret: "a".repeat(32),
};

type Route = { readonly name: string; readonly path: (random: () => number) => string; readonly token?: string };

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      channels: { type: "string", default: "100000" },
      follows: { type: "string", default: "1000000" },
      live: { type: "string", default: "5000" },
      recordings: { type: "string", default: "100000" },
      requests: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
    },
  });
  const population = {
    channels: Number(values.channels),
    follows: Number(values.follows),
    live: Number(values.live),
    recordings: Number(values.recordings),
  };
  const { channels, follows, live, recordings } = population;
  printConditions(
    `API reads: ${channels} channels, ${follows} follows, ${live} live, ${recordings} recordings, ${values.requests} requests a route`,
  );
  const folder = await mkdtemp(join(tmpdir(), "rill-api-"));
  try {
    await (await start(folder)).close();
    const startedAt = performance.now();
    const made = populate(await databaseFile(folder), population, Number(values.seed));
    process.stdout.write(`data made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n\n`);
    const worker = await start(folder);
    try {
      const rows = await measureAll(worker.url, made, Number(values.requests), Number(values.seed));
      process.stdout.write(`${table(rows)}\n\n`);
      const worst = Math.max(...rows.slice(1).map((row) => Number(row["p95 ms"])));
      process.stdout.write(
        `worst p95 ${worst} ms (goal ${GOAL_P95_MS} ms: ${worst < GOAL_P95_MS ? "met" : "missed"})\n`,
      );
      return 0;
    } finally {
      await worker.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function start(stateDir: string): Promise<RunningWorker> {
  const log = (level: string, line: string): void => {
    if (level === "warn" || level === "error") process.stderr.write(`worker: ${line}\n`);
  };
  return runWorker({ port: 0, stateDir, secrets: SECRETS, log });
}

async function measureAll(url: string, made: Made, requests: number, seed: number): Promise<readonly Row[]> {
  const token = await tokenOf(url, KEEN_LOGIN);
  const from =
    (list: readonly string[]) =>
    (random: () => number): string =>
      list[Math.floor(random() * list.length)] ?? "";
  const anyone = from(made.logins);
  const cut = (login: string, from: number, to: number): string => encodeURIComponent(login.slice(from, to));
  const typo = (login: string): string =>
    encodeURIComponent(`${login.slice(0, 3)}${login[4] ?? ""}${login[3] ?? ""}${login.slice(5)}`);
  const deep = await deepCursor(url);
  const fixed = (name: string, path: string, shown?: string): Route => ({
    name,
    path: () => path,
    ...(shown === undefined ? {} : { token: shown }),
  });
  const search = (name: string, query: (random: () => number) => string): Route => ({
    name: `search, ${name}`,
    path: (random) => `/api/search?q=${query(random)}`,
  });
  const routes: readonly Route[] = [
    fixed("floor: a drawn avatar", "/images/avatars/1.svg"),
    { name: "channel", path: (random) => `/api/channels/${anyone(random)}` },
    { name: "panels", path: (random) => `/api/channels/${anyone(random)}/panels` },
    { name: "recordings", path: (random) => `/api/channels/${anyone(random)}/vods` },
    { name: "user", path: (random) => `/api/users/${anyone(random)}` },
    { name: "followers' count", path: (random) => `/api/channels/${anyone(random)}/followers` },
    { name: "own follow", path: (random) => `/api/channels/${anyone(random)}/follow`, token },
    fixed("following, 30 of 2,000", "/api/me/following", token),
    fixed("following, the live ones", "/api/me/following?live=1", token),
    fixed("live, 30", "/api/live"),
    fixed("live, 100", "/api/live?limit=100"),
    fixed("live, page after 1,000", `/api/live?cursor=${deep}`),
    fixed("live of a category", "/api/live?category=just-chatting"),
    fixed("live with a common tag", `/api/live?tag=${COMMON_TAG}`),
    fixed("live with a rare tag", `/api/live?tag=${RARE_TAG}`),
    fixed("live with a tag nobody has", "/api/live?tag=Nobody"),
    fixed("live in a language", "/api/live?language=ja"),
    fixed("categories", "/api/categories"),
    fixed("category", "/api/categories/minecraft"),
    search("a whole login", (random) => anyone(random)),
    search("its beginning", (random) => cut(anyone(random), 0, 4)),
    search("two letters", (random) => cut(anyone(random), 0, 2)),
    search("its middle", (random) => cut(anyone(random), 2, 7)),
    search("misspelt", (random) => typo(anyone(random))),
    search("a word that many use", () => "gaming"),
    search("a title", () => "speedrun attempts"),
    search("a title, misspelt", () => "spedrun atempts"),
    search("a title that many have, misspelt", () => "playthruogh spoilres"),
    search("a category, misspelt", () => "minecarft"),
    search("60 letters", () => "gamingplaysliveTVthedarkproCATnightqueenkingmrgamingplayslive"),
    { name: "suggestions", path: (random) => `/api/search/suggest?q=${cut(anyone(random), 0, 3)}` },
    { name: "feed", path: (random) => `/feed/${anyone(random)}` },
  ];
  const rows: Row[] = [];
  for (const route of routes) rows.push(await measure(url, route, requests, prng(seed)));
  return rows;
}

async function measure(url: string, route: Route, requests: number, random: () => number): Promise<Row> {
  const headers = route.token === undefined ? {} : { Authorization: `Bearer ${route.token}` };
  const samples: number[] = [];
  let [bytes, failed] = [0, 0];
  for (let at = -WARM_UP; at < requests; at++) {
    const path = route.path(random);
    const startedAt = performance.now();
    const answer = await fetch(`${url}${path}`, { headers });
    const body = await answer.arrayBuffer();
    if (at < 0) continue;
    samples.push(performance.now() - startedAt);
    bytes += body.byteLength;
    if (!answer.ok) failed++;
  }
  return {
    route: route.name,
    "p50 ms": percentile(samples, 0.5).toFixed(1),
    "p95 ms": percentile(samples, 0.95).toFixed(1),
    bytes: Math.round(bytes / requests),
    failed,
  };
}

async function tokenOf(url: string, login: string): Promise<string> {
  const answer = await fetch(`${url}/api/users/${login}/token`, {
    method: "POST",
    headers: { Authorization: `Bearer ${SECRETS.operatorToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ scopes: ["user:read:follows"] }),
  });
  const body: unknown = await answer.json();
  if (typeof body === "object" && body !== null && "token" in body && typeof body.token === "string") return body.token;
  throw new Error(`no token came: ${JSON.stringify(body)}`);
}

/** The cursor behind the first thousand live channels. */
async function deepCursor(url: string): Promise<string> {
  let cursor = "";
  for (let page = 0; page < 10; page++) {
    const query = cursor === "" ? "" : `&cursor=${cursor}`;
    const body: unknown = await (await fetch(`${url}/api/live?limit=100${query}`)).json();
    if (typeof body === "object" && body !== null && "cursor" in body && typeof body.cursor === "string")
      cursor = body.cursor;
  }
  return cursor;
}

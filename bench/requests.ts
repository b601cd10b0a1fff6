/**
 * What the object sees: calls a second with 10, 100 and 1,000 simulated low-latency viewers, and R2 writes an hour. A viewer waits for each
 * next part of one video rendition with a blocking reload and then fetches it, as a player does.
 */
import { Agent, get } from "node:http";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { pause } from "#e2e/world.ts";
import { type BenchStack, startBenchStack } from "./bench-stack.ts";
import { printConditions } from "./conditions.ts";
import { percentile, type Row, table } from "./statistics.ts";

const countersSchema = v.object({
  calls: v.record(v.string(), v.number()),
  broadcast: v.object({ writes: v.record(v.string(), v.number()), ladder: v.array(v.string()) }),
});
type Counters = v.InferOutput<typeof countersSchema>;

/** Viewers come over this long, so that the connections do not all open at once. */
const RAMP_MS = 3000;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { viewers: { type: "string", default: "0,10,100,1000" }, seconds: { type: "string", default: "20" } },
  });
  const seconds = Number(values.seconds);
  printConditions(`Calls that reach the object, and R2 writes; ${seconds} s a run, viewers of the 360p30 rendition`);
  const bench = await startBenchStack("requests");
  try {
    bench.publish();
    await bench.untilLive();
    await pause(8000);
    const rows: Row[] = [];
    for (const count of values.viewers.split(",").map(Number)) rows.push(await run(bench, count, seconds));
    process.stdout.write(`${table(rows)}\n`);
    return 0;
  } finally {
    await bench.end();
  }
}

async function run(bench: BenchStack, count: number, seconds: number): Promise<Row> {
  const crowd = new Crowd(bench.master.replace("master.m3u8", ""), await mediaPath(bench));
  for (let i = 0; i < count; i++) {
    crowd.join();
    if (i % 10 === 9) await pause(RAMP_MS / (count / 10));
  }
  await pause(2000);
  crowd.reset();
  const before = v.parse(countersSchema, await bench.counters());
  const at = performance.now();
  await pause(seconds * 1000);
  const after = v.parse(countersSchema, await bench.counters());
  const spanS = (performance.now() - at) / 1000;
  await crowd.leave();
  const calls = (kind: string): number => ((after.calls[kind] ?? 0) - (before.calls[kind] ?? 0)) / spanS;
  const writes = sum(after.broadcast.writes, WRITES) - sum(before.broadcast.writes, WRITES);
  return {
    viewers: count,
    "viewer requests/s": (crowd.answered / spanS).toFixed(0),
    "next/s": calls("next").toFixed(1),
    "part/s": calls("part").toFixed(1),
    "object calls/s": (calls("next") + calls("part") + calls("init") + calls("state")).toFixed(1),
    "part latency p50 ms": Math.round(percentile(crowd.latencies, 0.5)),
    errors: crowd.errors,
    "R2 writes/h": Math.round((writes / spanS) * 3600),
    renditions: after.broadcast.ladder.length,
  };
}

/** R2 operations of the object that are billed as writes; the Worker's stills, 120 an hour, are beside these. */
const WRITES: readonly string[] = ["partBundles", "segments", "inits"];
const sum = (counts: Counters["broadcast"]["writes"], kinds: readonly string[]): number =>
  kinds.reduce((total, kind) => total + (counts[kind] ?? 0), 0);

async function mediaPath(bench: BenchStack): Promise<string> {
  const master = await (await fetch(bench.master)).text();
  const uris = master.split("\n").filter((line) => line.includes("media.m3u8") && !line.startsWith("#"));
  const found = uris.find((uri) => uri.includes("360p30")) ?? uris[0];
  if (found === undefined) throw new Error("the multivariant playlist names no rendition");
  return found;
}

class Crowd {
  readonly #base: string;
  readonly #media: string;
  readonly #loops: Promise<void>[] = [];
  readonly #agents: Agent[] = [];
  #leaving = false;
  answered = 0;
  errors = 0;
  latencies: number[] = [];

  constructor(base: string, media: string) {
    this.#base = base;
    this.#media = media;
  }

  join(): void {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.#agents.push(agent);
    this.#loops.push(this.#watch(agent));
  }

  reset(): void {
    this.answered = 0;
    this.errors = 0;
    this.latencies = [];
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    await Promise.all(this.#loops);
    for (const agent of this.#agents) agent.destroy();
  }

  async #watch(agent: Agent): Promise<void> {
    let query = "";
    while (!this.#leaving) {
      try {
        const playlist = (await this.#get(agent, `${this.#media}${query}`)).toString();
        const hint = /#EXT-X-PRELOAD-HINT:TYPE=PART,URI="(\d+)\.(\d+)\.m4s"/.exec(playlist);
        const newest = [...playlist.matchAll(/#EXT-X-PART:[^\n]*URI="(\d+\.\d+\.m4s)"/g)].at(-1)?.[1];
        if (hint === null || newest === undefined) throw new Error("no hint");
        query = `?_HLS_msn=${hint[1]}&_HLS_part=${hint[2]}`;
        const asked = performance.now();
        await this.#get(agent, this.#media.replace("media.m3u8", newest));
        this.latencies.push(performance.now() - asked);
      } catch {
        this.errors++;
        query = "";
        await pause(200);
      }
    }
  }

  #get(agent: Agent, path: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const request = get(new URL(path, this.#base), { agent, timeout: 15_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          this.answered++;
          if (response.statusCode === 200) resolve(Buffer.concat(chunks));
          else reject(new Error(`${path} answered ${response.statusCode}`));
        });
      });
      request.on("timeout", () => request.destroy(new Error(`${path} took too long`)));
      request.on("error", reject);
    });
  }
}

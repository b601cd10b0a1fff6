/**
 * How much this node encodes: measured once with the live ladder's own arguments on a synthetic picture, then remembered in a
 * file for this processor and this ffmpeg. The unit is `media/ladder/cost.ts`'s: superfast-encoded pixels a second.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import * as v from "valibot";
import { chooseLadder } from "#media/ladder/choose.ts";
import { ladderCost, PRESET_OVERHEAD } from "#media/ladder/cost.ts";
import type { Source } from "#media/ladder/rungs.ts";
import type { Log } from "#transcoder/log.ts";
import { type CommandParts, encodePlan, ladderParts } from "./arguments.ts";
import { commandArguments } from "./command.ts";
import { runOnce } from "./run-once.ts";

export type Capacity = {
  /** What one ffmpeg reaches with the node to itself: the bound of a single ladder. */
  readonly pixelsPerSecond: number;
  /** What all cores reach together: the bound of all ladders of the node. */
  readonly nodePixelsPerSecond: number;
  /** False: the measurement failed and these are careful guesses. */
  readonly measured: boolean;
};

/** What a node of one slow core does; it still passes sources through and encodes the smallest rung. */
export const ASSUMED_CAPACITY: Capacity = {
  pixelsPerSecond: 80_000_000,
  nodePixelsPerSecond: 80_000_000,
  measured: false,
};

const SAMPLE: Source = { width: 1280, height: 720, frameRate: 30, bitrate: null, passthrough: true, audio: null };
/** Length of the sample, seconds: long enough that starting ffmpeg does not count. */
const SAMPLE_SECONDS = 3;
/** The sample is encoded this often and the best run counts: neighbours on the machine only ever make it slower. */
const RUNS = 2;
/** A run takes about a second on two cores; a node that needs this long cannot encode live. */
const RUN_TIMEOUT_MS = 15_000;
/** The sample is about 1 MB. */
const MAX_SAMPLE_BYTES = 16 * 1024 * 1024;
/** A remembered capacity is measured anew after this, so that one bad day does not stay: a week. */
const REMEMBER_MS = 7 * 24 * 3600 * 1000;

export type BenchmarkTimes = { readonly wallSeconds: number; readonly cpuSeconds: number };

const rememberedSchema = v.object({
  key: v.string(),
  measuredAt: v.number(),
  pixelsPerSecond: v.pipe(v.number(), v.minValue(1)),
  nodePixelsPerSecond: v.pipe(v.number(), v.minValue(1)),
});

/** The capacity from the file when it is of this machine, else measured, which takes about two seconds, and written there. */
export async function measureCapacity(
  ffmpeg: { readonly path: string; readonly version: string },
  file: string,
  log: Log,
  now: () => number = Date.now,
): Promise<Capacity> {
  const key = `${cpus()[0]?.model ?? "unknown"} x${availableParallelism()}, ffmpeg ${ffmpeg.version}`;
  const remembered = await recall(file, key, now());
  if (remembered !== null) return remembered;
  try {
    const capacity = await measure(ffmpeg.path);
    log("info", "capacity-measured", {
      key,
      pixelsPerSecond: Math.round(capacity.pixelsPerSecond),
      nodePixelsPerSecond: Math.round(capacity.nodePixelsPerSecond),
    });
    await remember(file, { key, measuredAt: now(), ...capacity }, log);
    return capacity;
  } catch (error) {
    log("warn", "capacity-assumed", { error: error instanceof Error ? error.message : String(error) });
    return ASSUMED_CAPACITY;
  }
}

async function measure(path: string): Promise<Capacity> {
  const clip = await runOnce(path, sampleArguments(), {
    timeoutMs: RUN_TIMEOUT_MS,
    maxOutputBytes: MAX_SAMPLE_BYTES,
  });
  const ladder = chooseLadder({
    source: SAMPLE,
    capacity: { pixelsPerSecond: Number.POSITIVE_INFINITY },
    encoderOverhead: PRESET_OVERHEAD.superfast,
  });
  const settings = { encoder: "x264", preset: "superfast", frameRate: SAMPLE.frameRate, startAt: null } as const;
  const parts = ladderParts(encodePlan(ladder, settings));
  const work = ladderCost(SAMPLE, ladder, PRESET_OVERHEAD.superfast) * SAMPLE_SECONDS;
  let wall = Number.POSITIVE_INFINITY;
  let cpu = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const { stderr } = await runOnce(path, benchmarkArguments(parts), {
      input: clip.stdout,
      discardedPipes: parts.outputs.length,
      timeoutMs: RUN_TIMEOUT_MS,
      maxOutputBytes: 0,
    });
    const bench = parseBenchmark(stderr);
    wall = Math.min(wall, bench.wallSeconds);
    cpu = Math.min(cpu, bench.cpuSeconds);
  }
  return capacityFrom(work, { wallSeconds: wall, cpuSeconds: cpu }, availableParallelism());
}

/**
 * One ffmpeg keeps a little more than one core busy (5.1 runs the encoders in turn, newer ones side by side), so with two cores
 * or more it reaches at least what its processor time says: a busy neighbour stretches the wall time more than that.
 */
export function capacityFrom(work: number, times: BenchmarkTimes, cores: number): Capacity {
  const perCore = work / times.cpuSeconds;
  const alone = work / times.wallSeconds;
  if (cores < 2) return { pixelsPerSecond: alone, nodePixelsPerSecond: alone, measured: true };
  const one = Math.max(alone, perCore);
  return { pixelsPerSecond: one, nodePixelsPerSecond: Math.max(one, perCore * cores), measured: true };
}

/** A plain moving picture, with B-frames as publishers send them; CAPACITY_SHARE leaves room for harder ones. */
function sampleArguments(): readonly string[] {
  const { width, height, frameRate } = SAMPLE;
  const picture = `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=${SAMPLE_SECONDS}`;
  const encode = ["-c:v", "libx264", "-preset", "superfast", "-bf", "2", "-g", "60", "-b:v", "3000k"];
  return ["-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", picture, ...encode, "-f", "flv", "pipe:1"];
}

/** The live command with its processor times, which ffmpeg prints as information. */
function benchmarkArguments(parts: CommandParts): readonly string[] {
  const inputOptions = parts.inputOptions.map((option) => (option === "warning" ? "info" : option));
  return commandArguments({ ...parts, inputOptions: ["-benchmark", ...inputOptions] });
}

/** `bench: utime=0.531s stime=0.033s rtime=0.559s`, the last line that `-benchmark` prints. */
export function parseBenchmark(stderr: readonly string[]): {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
} {
  for (const line of [...stderr].reverse()) {
    const match = /^bench: utime=([0-9.]+)s stime=([0-9.]+)s rtime=([0-9.]+)s$/.exec(line);
    if (match === null) continue;
    const cpuSeconds = Number(match[1]) + Number(match[2]);
    const wallSeconds = Number(match[3]);
    if (cpuSeconds > 0 && wallSeconds > 0) return { cpuSeconds, wallSeconds };
  }
  throw new Error(`ffmpeg -benchmark printed no times: ${stderr.at(-1) ?? "nothing at all"}`);
}

async function recall(file: string, key: string, now: number): Promise<Capacity | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return null; // Not measured yet.
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), rememberedSchema), text);
  if (!parsed.success) return null;
  const { measuredAt, pixelsPerSecond, nodePixelsPerSecond } = parsed.output;
  const fresh = measuredAt <= now && now - measuredAt < REMEMBER_MS;
  return fresh && parsed.output.key === key ? { pixelsPerSecond, nodePixelsPerSecond, measured: true } : null;
}

/** A node that cannot write measures at every start. */
async function remember(file: string, what: v.InferOutput<typeof rememberedSchema>, log: Log): Promise<void> {
  const { key, measuredAt, pixelsPerSecond, nodePixelsPerSecond } = what;
  const text = `${JSON.stringify({ key, measuredAt, pixelsPerSecond, nodePixelsPerSecond }, null, 2)}\n`;
  try {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  } catch (error) {
    log("warn", "capacity-not-remembered", { file, error: error instanceof Error ? error.message : String(error) });
  }
}

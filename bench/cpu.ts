/**
 * CPU of the node and its ffmpeg against bare ffmpeg that makes the same ladder from the same clip in real time to nowhere. Runs take
 * turns, so that a noisy neighbour hits both.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { pause } from "#e2e/world.ts";
import { chooseLadder } from "#media/ladder/choose.ts";
import { encodePlan, ladderArguments } from "#transcoder/ffmpeg/arguments.ts";
import { type BenchStack, CLIP_720P, CLIP_1080P, type ClipSize, startBenchStack } from "./bench-stack.ts";
import { printConditions } from "./conditions.ts";
import { usageOf, usageOfTree } from "./process-usage.ts";
import { percentile, type Row, table } from "./statistics.ts";

/** The encoders, the sockets and the compiler settle before a run counts. */
const NODE_WARM_UP_MS = 60_000;
const WARM_UP_MS = 5000;
/** A publisher that came back begins a new period with a new encoder. */
const SETTLE_MS = 10_000;

type BenchSource = { readonly clip: ClipSize; readonly width: number; readonly height: number };
const SOURCES: Readonly<Record<string, BenchSource>> = {
  // Six renditions: the source, 720p30, 480p30, 360p30, 160p30 and audio.
  "1080p30": { clip: CLIP_1080P, width: 1920, height: 1080 },
  "720p30": { clip: CLIP_720P, width: 1280, height: 720 },
};

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "30" },
      runs: { type: "string", default: "3" },
      source: { type: "string", default: "1080p30" },
    },
  });
  const source = SOURCES[values.source];
  if (source === undefined) throw new Error(`--source is one of ${Object.keys(SOURCES).join(", ")}`);
  const seconds = Number(values.seconds);
  printConditions(`CPU of the node with ffmpeg against bare ffmpeg, ${values.source}, ${seconds} s a run`);
  const bench = await startBenchStack("cpu", source.clip);
  try {
    let publisher = bench.publish();
    await bench.untilLive();
    await pause(NODE_WARM_UP_MS);
    const ladder = await ladderOf(bench);
    const rows: Row[] = [];
    for (let run = 0; run < Number(values.runs); run++) {
      const node = await measure(seconds, () => usageOfTree(bench.stack.pids.transcoder ?? -1));
      // Each has the machine to itself: a core that another process keeps awake does the same work in less time.
      publisher.kill("SIGKILL");
      await pause(WARM_UP_MS);
      const bare = await measureBare(bench.stack.ffmpeg, join(bench.folder, "clip.flv"), source, ladder, seconds);
      rows.push({
        run: run + 1,
        "node + ffmpeg core": node.toFixed(3),
        "bare ffmpeg core": bare.toFixed(3),
        ratio: (node / bare).toFixed(3),
      });
      publisher = bench.publish();
      await pause(SETTLE_MS);
    }
    const after = await ladderOf(bench);
    if (after.join() !== ladder.join())
      throw new Error(`the ladder changed from ${ladder.join()} to ${after.join()}: the machine is too busy`);
    publisher.kill("SIGKILL");
    process.stdout.write(
      `renditions: ${ladder.join(", ")}\n${table(rows)}\n\nmedian ratio ${percentile(
        rows.map((row) => Number(row["ratio"])),
        0.5,
      )}\n`,
    );
    return 0;
  } finally {
    await bench.end();
  }
}

const countersSchema = v.object({ broadcast: v.object({ ladder: v.array(v.string()) }) });

/** The renditions that the node makes now. */
async function ladderOf(bench: BenchStack): Promise<readonly string[]> {
  return v.parse(countersSchema, await bench.counters()).broadcast.ladder;
}

/** CPU seconds a second. */
async function measure(seconds: number, usage: () => Promise<{ readonly cpuSeconds: number }>): Promise<number> {
  const from = (await usage()).cpuSeconds;
  const at = performance.now();
  await pause(seconds * 1000);
  return ((await usage()).cpuSeconds - from) / ((performance.now() - at) / 1000);
}

async function measureBare(
  ffmpeg: string,
  clip: string,
  { width, height }: BenchSource,
  renditions: readonly string[],
  seconds: number,
): Promise<number> {
  const whole = chooseLadder({
    source: { width, height, frameRate: 30, bitrate: null, passthrough: true, audio: null },
    capacity: { pixelsPerSecond: Number.MAX_SAFE_INTEGER },
    encoderOverhead: 1,
  });
  const ladder = whole.filter((rung) => rung.passthrough || renditions.includes(rung.id));
  const plan = encodePlan(ladder, { encoder: "x264", preset: "superfast", frameRate: 30, startAt: null });
  if (plan === null) throw new Error("the ladder has nothing to encode");
  const withInput = ladderArguments(plan).map((argument) =>
    argument.startsWith("pipe:") && argument !== "pipe:0" ? "/dev/null" : argument,
  );
  const paced = withInput.flatMap((argument) =>
    argument === "pipe:0" ? [clip] : argument === "-i" ? ["-re", "-i"] : [argument],
  );
  // The passed-through picture and sound are renditions of the ladder too.
  const copies = ["0:v:0", "0:a:0"].flatMap((stream) => ["-map", stream, "-c", "copy", "-f", "flv", "/dev/null"]);
  const child = spawn(ffmpeg, ["-y", ...paced, ...copies], { stdio: "ignore" });
  try {
    await pause(WARM_UP_MS);
    return await measure(seconds, () => usageOf(child.pid ?? -1));
  } finally {
    child.kill("SIGKILL");
  }
}

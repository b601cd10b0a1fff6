/**
 * CPU of the node and its ffmpeg against bare ffmpeg that makes the same ladder from the same clip in real time to nowhere. Runs take
 * turns, so that a noisy neighbour hits both.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pause } from "#e2e/world.ts";
import { chooseLadder } from "#media/ladder/choose.ts";
import { encodePlan, ladderArguments } from "#transcoder/ffmpeg/arguments.ts";
import { startBenchStack } from "./bench-stack.ts";
import { printConditions } from "./conditions.ts";
import { usageOf, usageOfTree } from "./process-usage.ts";
import { percentile, type Row, table } from "./statistics.ts";

/** The encoders, the sockets and the compiler settle before a run counts. */
const NODE_WARM_UP_MS = 30_000;
const WARM_UP_MS = 5000;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: "string", default: "30" }, runs: { type: "string", default: "3" } },
  });
  const seconds = Number(values.seconds);
  printConditions(`CPU of the node with ffmpeg against bare ffmpeg, 720p30, ${seconds} s a run`);
  const bench = await startBenchStack("cpu");
  try {
    const publisher = bench.publish();
    await bench.untilLive();
    await pause(NODE_WARM_UP_MS);
    const rows: Row[] = [];
    for (let run = 0; run < Number(values.runs); run++) {
      const node = await measure(seconds, () => usageOfTree(bench.stack.pids.transcoder ?? -1));
      const bare = await measureBare(bench.stack.ffmpeg, join(bench.folder, "clip.flv"), seconds);
      rows.push({
        run: run + 1,
        "node + ffmpeg core": node.toFixed(3),
        "bare ffmpeg core": bare.toFixed(3),
        ratio: (node / bare).toFixed(3),
      });
    }
    publisher.kill("SIGKILL");
    process.stdout.write(
      `${table(rows)}\n\nmedian ratio ${percentile(
        rows.map((row) => Number(row["ratio"])),
        0.5,
      )}\n`,
    );
    return 0;
  } finally {
    await bench.end();
  }
}

/** CPU seconds a second. */
async function measure(seconds: number, usage: () => Promise<{ readonly cpuSeconds: number }>): Promise<number> {
  const from = (await usage()).cpuSeconds;
  const at = performance.now();
  await pause(seconds * 1000);
  return ((await usage()).cpuSeconds - from) / ((performance.now() - at) / 1000);
}

async function measureBare(ffmpeg: string, clip: string, seconds: number): Promise<number> {
  const ladder = chooseLadder({
    source: { width: 1280, height: 720, frameRate: 30, bitrate: null, passthrough: true, audio: null },
    capacity: { pixelsPerSecond: Number.MAX_SAFE_INTEGER },
    encoderOverhead: 1,
  });
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

/** Memory of the transcoder node (its Node process, and its ffmpeg beside it) while one broadcast runs, and its slope. */
import { parseArgs } from "node:util";
import { pause } from "#e2e/world.ts";
import { startBenchStack } from "./bench-stack.ts";
import { printConditions } from "./conditions.ts";
import { usageOf, usageOfTree } from "./process-usage.ts";
import { slope, table } from "./statistics.ts";

const SAMPLE_MS = 10_000;
/** Buffers and the compiler fill up first. */
const WARM_UP_SAMPLES = 12;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: "string", default: "30" } } });
  const minutes = Number(values.minutes);
  printConditions(`Memory of the node over ${minutes} minutes, 720p30`);
  const bench = await startBenchStack("memory");
  try {
    bench.publish();
    await bench.untilLive();
    const pid = bench.stack.pids.transcoder ?? -1;
    const samples: { x: number; y: number; tree: number }[] = [];
    for (let at = 0; at < minutes * 60_000; at += SAMPLE_MS) {
      await pause(SAMPLE_MS);
      const [node, tree] = await Promise.all([usageOf(pid), usageOfTree(pid)]);
      samples.push({
        x: (at + SAMPLE_MS) / 60_000,
        y: node.residentBytes / 2 ** 20,
        tree: tree.residentBytes / 2 ** 20,
      });
    }
    const settled = samples.slice(Math.min(WARM_UP_SAMPLES, samples.length >> 1));
    const shown = samples.filter((_, i) => i % Math.max(1, Math.floor(samples.length / 10)) === 0);
    const rows = shown.map((s) => ({
      minute: s.x.toFixed(1),
      "node MiB": s.y.toFixed(0),
      "with ffmpeg MiB": s.tree.toFixed(0),
    }));
    process.stdout.write(`${table(rows)}\n\nslope after warm-up ${slope(settled).toFixed(3)} MiB a minute\n`);
    return 0;
  } finally {
    await bench.end();
  }
}

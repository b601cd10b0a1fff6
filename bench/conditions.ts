/** What a figure was measured on: printed above every bench. */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

export function printConditions(name: string): void {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model ?? "unknown processor";
  const load = loadavg()[0]?.toFixed(2);
  process.stdout.write(
    `## ${name}\n${new Date().toISOString()}, ${model}, ${availableParallelism()} cores, ${gib} GiB, Node ${process.versions.node}, load ${load} at the start, everything on loopback\n\n`,
  );
}

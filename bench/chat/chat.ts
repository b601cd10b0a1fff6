/**
 * One chat room in workerd against the `ws` package on Node that sends the same batches: deliveries, CPU and delay from a line's sending to its
 * receiving. The server has one core, the crowd the other, where `taskset` is there to see to it.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pause } from "#e2e/world.ts";
import { printConditions } from "../conditions.ts";
import { usageOfTree } from "../process-usage.ts";
import { percentile, type Row, table } from "../statistics.ts";
import { Crowd } from "./crowd.ts";

/** The compilers and buffers settle before a run counts, milliseconds. */
const WARM_UP_MS = 5000;
const SERVERS = { "room in workerd": "room-server.ts", "ws on Node": "peer-server.ts" } as const;
type Server = keyof typeof SERVERS;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sockets: { type: "string", default: "1000" },
      lines: { type: "string", default: "10,1000" },
      seconds: { type: "string", default: "10" },
    },
  });
  const sockets = Number(values.sockets);
  printConditions(`One chat room, ${sockets} sockets, ${values.seconds} s a run`);
  pin(process.pid, 1);
  const rows: Row[] = [];
  for (const lines of values.lines.split(",").map(Number)) {
    for (const server of ["room in workerd", "ws on Node"] as const) {
      rows.push(await run(server, sockets, lines, Number(values.seconds)));
    }
  }
  process.stdout.write(`${table(rows)}\n`);
  return 0;
}

async function run(server: Server, sockets: number, lines: number, seconds: number): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), "rill-chat-bench-"));
  const child = spawn(process.execPath, [join(import.meta.dirname, SERVERS[server]), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    pin(child.pid ?? -1, 0);
    const crowd = new Crowd(await firstLine(child));
    await crowd.join(sockets);
    crowd.talk(lines);
    await pause(WARM_UP_MS);
    crowd.take();
    const before = (await usageOfTree(child.pid ?? -1)).cpuSeconds;
    const at = performance.now();
    await pause(seconds * 1000);
    const heard = crowd.take();
    const spanS = (performance.now() - at) / 1000;
    const cores = ((await usageOfTree(child.pid ?? -1)).cpuSeconds - before) / spanS;
    crowd.leave();
    const perSecond = heard.deliveries / spanS;
    return {
      server,
      "lines/s in": lines,
      "deliveries/s": Math.round(perSecond),
      cores: cores.toFixed(3),
      "deliveries per core-second": Math.round(perSecond / cores),
      "p50 ms": Math.round(percentile(heard.latencies, 0.5)),
      "p99 ms": Math.round(percentile(heard.latencies, 0.99)),
      refused: heard.refused,
    };
  } finally {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps a process and its later children on one core; left alone where that cannot be done. */
function pin(pid: number, core: number): void {
  try {
    execFileSync("taskset", ["-a", "-c", "-p", String(core), String(pid)], { stdio: "ignore" });
  } catch {
    process.stdout.write("(taskset is missing: server and crowd share the cores)\n");
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(String(chunk).trim()));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { restartDelay, SupervisedChild } from "./child.ts";

function supervise(program: string, deaths: string[] = [], lines: string[] = []): SupervisedChild {
  return new SupervisedChild({
    name: "part",
    spawn: () => spawn(process.execPath, ["-e", program], { detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] }),
    isReady: (signal) => signal.kind === "line" && signal.line === "ready",
    stopWithinMs: 5000,
    onLine: (line) => lines.push(line),
    onDeath: (how) => deaths.push(how),
  });
}

const RUNS = "console.log('ready'); setInterval(() => {}, 1000);";

test("a part that is killed is started again, until it is stopped", async () => {
  const deaths: string[] = [];
  const part = supervise(RUNS, deaths);
  await part.start();
  const first = part.pid;
  const again = part.nextReady();
  part.kill("SIGKILL");
  await again;
  expect(deaths).toEqual(["SIGKILL"]);
  expect(part.pid).not.toBe(first);
  await part.stop();
  expect([part.pid, deaths.length]).toEqual([null, 1]);
});

test("a part that never gets ready is given up with its last words, without secrets", async () => {
  const key = `rill_${"k".repeat(32)}`;
  const part = supervise(`console.error("no ${key} here"); process.exitCode = 3;`);
  await expect(part.start()).rejects.toThrow("The part did not start (code 3): no rill_*** here");
});

test("stopping ends what the part started too", async () => {
  const lines: string[] = [];
  const grandchild = "setInterval(() => {}, 1000)";
  const part = supervise(
    `const c = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}]);
     console.log(c.pid); console.log("ready"); setInterval(() => {}, 1000);`,
    [],
    lines,
  );
  await part.start();
  await part.stop();
  const pid = Number(lines[0]);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test("a stop before the part is ready ends the start", async () => {
  const part = supervise("setInterval(() => {}, 1000);");
  const start = part.start();
  await Promise.all([expect(start).rejects.toThrow("The part did not start (SIGTERM)"), part.stop()]);
});

test("the first restart comes at once, later ones wait longer, up to a limit", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map(restartDelay)).toEqual([0, 250, 500, 1000, 2000, 5000, 5000, 5000]);
});

/** A process that ended but was not yet collected by its parent (state Z) is dead. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

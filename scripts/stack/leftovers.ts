/**
 * Ends what an earlier run of the same state folder left behind: a supervisor and its children that were all killed at once cannot
 * clean up, and workerd would go on with the port and the databases. Only processes that carry this folder's mark are touched.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Every child of the stack carries this variable, with the state folder as its value. */
export const STACK_MARK = "RILL_STACK";

/** A killed process gives its port back within this time, milliseconds. */
const GONE_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 20;

/** Kills marked processes, waits until they are gone and returns how many. Only for the holder of the folder's lock. Does nothing without /proc. */
export async function endLeftovers(stateDir: string): Promise<number> {
  const mark = `${STACK_MARK}=${stateDir}`;
  const marked = processes().filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark));
  for (const pid of marked) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in this moment.
    }
  }
  const until = performance.now() + GONE_WITHIN_MS;
  while (marked.some((pid) => environmentOf(pid).includes(mark)) && performance.now() < until)
    await sleep(LOOK_EVERY_MS);
  return marked.length;
}

function processes(): readonly number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^[0-9]+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for processes of other users and for those that ended. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

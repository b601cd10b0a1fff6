/**
 * Ends what an earlier run of the same state folder left behind: a supervisor and its children that were all killed at once cannot
 * clean up, and workerd would go on with the port and the databases. Only processes that carry this folder's mark are touched.
 */
import { readdirSync, readFileSync } from "node:fs";

/** Every child of the stack carries this variable, with the state folder as its value. */
export const STACK_MARK = "RILL_STACK";

/** Kills marked processes and returns how many. Only to be called by the holder of the folder's lock. Does nothing without /proc. */
export function endLeftovers(stateDir: string): number {
  const mark = `${STACK_MARK}=${stateDir}`;
  let ended = 0;
  for (const pid of processes()) {
    if (pid === process.pid || !environmentOf(pid).includes(mark)) continue;
    try {
      process.kill(pid, "SIGKILL");
      ended++;
    } catch {
      // It ended by itself in this moment.
    }
  }
  return ended;
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

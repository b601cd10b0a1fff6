/** One owner for a state folder at a time: a file names the process that holds it. A holder that died holds nothing. */
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { createWhole, readWhole, writeWhole } from "./whole-file.ts";

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The process's start as the system counts it, so that another process with the same number is not taken for it. */
  started: v.nullable(v.string()),
  /** Address of the Worker that serves this folder's state; null when it serves no one, or not yet. */
  url: v.nullable(v.string()),
});
export type Holder = Readonly<v.InferOutput<typeof holderSchema>>;

export type Lock = {
  /** Tells others where the Worker answers. */
  setUrl(url: string): Promise<void>;
  release(): Promise<void>;
};

const lockFile = (stateDir: string): string => join(stateDir, "running.json");

/** Takes the folder, or answers who holds it. */
export async function acquireLock(
  stateDir: string,
): Promise<{ readonly kind: "held"; readonly lock: Lock } | { readonly kind: "taken"; readonly by: Holder }> {
  const file = lockFile(stateDir);
  const self: Holder = { pid: process.pid, started: startOf(process.pid), url: null };
  for (;;) {
    if (await createWhole(file, self)) return { kind: "held", lock: openLock(file, self) };
    const holder = await readHolder(stateDir);
    if (holder !== null) return { kind: "taken", by: holder };
    await rm(file, { force: true });
  }
}

/** The living holder of a state folder, null when there is none. */
export async function readHolder(stateDir: string): Promise<Holder | null> {
  // A damaged lock file names no one, and is taken over.
  const holder = await readWhole(lockFile(stateDir), holderSchema).catch(() => null);
  return holder !== null && isAlive(holder) ? holder : null;
}

function openLock(file: string, self: Holder): Lock {
  return {
    setUrl: (url) => writeWhole(file, { ...self, url }),
    release: () => rm(file, { force: true }),
  };
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startOf(holder.pid) === holder.started;
}

/** Field 22 of /proc/<pid>/stat (proc(5)): start time in clock ticks since boot; null where the system has no such file. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses and may hold spaces: fields are counted behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

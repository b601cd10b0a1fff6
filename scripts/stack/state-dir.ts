/** The folder of everything that a local installation remembers: made, and proved writable with room left, before anything starts. */
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { SetupFault } from "../setup/find-tool.ts";
import { errorCode } from "./whole-file.ts";

/** Less than this is refused: an hour of a 6 Mbit/s ladder with its source is about 4 GB, and SQLite damages nothing but loses writes. */
export const MIN_FREE_BYTES = 500 * 1024 * 1024;

export async function prepareStateDir(stateDir: string): Promise<void> {
  try {
    await mkdir(stateDir, { recursive: true });
    const probe = join(stateDir, `.probe-${process.pid}`);
    const handle = await open(probe, "w");
    await handle.close();
    await rm(probe);
  } catch (error) {
    throw new SetupFault(stateSentence(stateDir, errorCode(error) ?? String(error)));
  }
  const free = await freeBytes(stateDir);
  if (free < MIN_FREE_BYTES) throw new SetupFault(roomSentence(stateDir, free));
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

export function roomSentence(stateDir: string, free: number): string {
  const megabytes = (bytes: number): number => Math.floor(bytes / (1024 * 1024));
  return (
    `The disk of ${stateDir} is nearly full: ${megabytes(free)} MB free, ${megabytes(MIN_FREE_BYTES)} MB needed; ` +
    "make room, or choose another folder with --state DIR."
  );
}

function stateSentence(stateDir: string, code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") return roomSentence(stateDir, 0);
  return `The state folder ${stateDir} cannot be written to (${code}); choose another with --state DIR.`;
}

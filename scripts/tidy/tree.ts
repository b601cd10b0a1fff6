/** Reads the repository for the tidy rules and runs them all. The only file of tidy that touches the disk. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/root.ts";
import { checkAsking } from "./asking.ts";
import { checkCycles } from "./cycles.ts";
import { checkDoors, checkReExports } from "./doors.ts";
import {
  checkClock,
  checkLength,
  checkLinks,
  checkNames,
  checkOpening,
  checkWords,
  MAX_LINES,
  WARN_LINES,
} from "./files.ts";
import type { SourceFile, TidyFault } from "./source.ts";

const TEXT = /\.(ts|tsx|mjs|css|md|html|sql|toml|json|yml|yaml)$|(^|\/)Dockerfile$|^\.ci\/run$/;

/** Files that git tracks or would track, without what tools write. */
export function readTree(): readonly SourceFile[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 32 * 1024 * 1024,
  });
  return list
    .split("\0")
    .filter((path) => TEXT.test(path) && path !== "package-lock.json" && existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

export type TidyReport = { readonly faults: readonly TidyFault[]; readonly warnings: readonly TidyFault[] };

/** Every rule over the files. `exists` answers for a path of the repository. */
export function tidy(files: readonly SourceFile[], exists: (path: string) => boolean): TidyReport {
  const faults = [
    checkDoors(files),
    checkAsking(files),
    checkReExports(files),
    checkCycles(files),
    checkClock(files),
    checkNames(files),
    checkLength(files, MAX_LINES),
    checkOpening(files),
    checkWords(files),
    checkLinks(files, exists),
  ].flat();
  const tooLong = new Set(checkLength(files, MAX_LINES).map((fault) => fault.path));
  const warnings = checkLength(files, WARN_LINES).filter((warning) => !tooLong.has(warning.path));
  return { faults, warnings };
}

export const tidyTree = (): TidyReport => tidy(readTree(), (path) => existsSync(join(ROOT, path)));

export const renderFault = ({ path, line, message }: TidyFault): string => `${path}:${line}: ${message}`;

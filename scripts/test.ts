/**
 * `npm test [part ...]`: makes the machine ready, runs the checks, then each part's tests, and ends with one line that sums them up.
 * Parts are Vitest's projects; without a name all run, the quickest first.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrInstall, findTool } from "./setup/find-tool.ts";
import { ROOT } from "./setup/root.ts";
import { runProgram } from "./setup/run-program.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { CHROMIUM, FFMPEG, GSTREAMER, type Tool } from "./setup/tools.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";
import { addSums, readReport, renderSum, type Sum } from "./test/summary.ts";

const PARTS = ["unit", "edge", "media", "web", "e2e"] as const;
type Part = (typeof PARTS)[number];

/** Programs that a part cannot run without. */
const NEEDS: Readonly<Record<Part, readonly Tool[]>> = {
  unit: [],
  edge: [],
  media: [FFMPEG],
  web: [FFMPEG, CHROMIUM],
  e2e: [FFMPEG, CHROMIUM],
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const isPart = (name: string): name is Part => PARTS.some((part) => part === name);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

/** Answers the exit code. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no part "${unknown}": npm test [${PARTS.join("] [")}]\n`);
    return 1;
  }
  const wanted = names.length === 0 ? PARTS : PARTS.filter((part) => names.includes(part));
  const env = await prepare(wanted);
  // A single part is what one runs again and again while working on it: the checks have their own command.
  const checked = names.length > 0 || (await timed("check", () => runCheck()));
  const sums: Sum[] = [];
  let whole = true;
  for (const part of wanted) {
    const sum = await timed(part, () => runPart(part, env));
    if (sum === null) whole = false;
    else sums.push(sum);
  }
  const all = addSums(sums);
  say(renderSum(all));
  return checked && whole && all.failed === 0 ? 0 : 1;
}

/** The programs of the parts, installed where that is possible; answers the variables that name them. */
async function prepare(parts: readonly Part[]): Promise<Readonly<Record<string, string>>> {
  const env: Record<string, string> = {};
  for (const tool of new Set(parts.flatMap((part) => NEEDS[part])))
    env[tool.variable] = await findOrInstall(tool, process.env, say);
  if (parts.includes("media") && findTool(GSTREAMER, process.env) === null) {
    await findOrInstall(GSTREAMER, process.env, say).catch((error: unknown) => say(sentenceOf(error)));
  }
  if (parts.some((part) => part !== "unit" && part !== "media")) await ensureWebBuilt(say);
  return env;
}

async function runCheck(): Promise<boolean> {
  const { code } = await runProgram(process.execPath, [join(ROOT, "scripts/check.ts")], { show: true });
  return code === 0;
}

/** Null when the part failed as a whole: it broke, or ran no test. */
async function runPart(part: Part, env: Readonly<Record<string, string>>): Promise<Sum | null> {
  const folder = await mkdtemp(join(tmpdir(), "rill-test-"));
  const file = join(folder, "report.json");
  try {
    const args = ["run", "--project", part, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { code } = await runProgram("vitest", args, { env, show: true });
    const json: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "null"));
    const sum = readReport(json);
    if (sum === null || sum.passed + sum.failed === 0) {
      say(`The part "${part}" ran no test.`);
      return null;
    }
    // Vitest also fails on an error outside of any test.
    return code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed<Value>(name: string, run: () => Promise<Value>): Promise<Value> {
  const startedAt = performance.now();
  say(`== ${name}`);
  try {
    return await run();
  } finally {
    say(`== ${name} took ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  }
}

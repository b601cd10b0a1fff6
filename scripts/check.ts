/** `npm run check`: format and lint, types, our own rules, and whether the Worker can be deployed. Shows all faults; runs no test. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./setup/run-program.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";
import { renderFault, tidyTree } from "./tidy/tree.ts";

/** Null when all is well, else what to show. */
type Step = { readonly name: string; readonly run: () => Promise<string | null> };

const STEPS: readonly Step[] = [
  { name: "format and lint", run: () => program("biome", ["ci", "--colors=off", "--max-diagnostics=100", "."]) },
  { name: "types", run: () => program("tsc", ["-b", "--pretty", "false"]) },
  { name: "tidy", run: runTidy },
  { name: "deployable", run: dryRun },
];

process.exitCode = (await check()) ? 0 : 1;

/** Whether every step passed. */
async function check(): Promise<boolean> {
  let passed = true;
  for (const { name, run } of STEPS) {
    const startedAt = performance.now();
    const fault = await run().catch((error: unknown) => sentenceOf(error));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${fault === null ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
    if (fault !== null) process.stdout.write(`${fault.trimEnd()}\n\n`);
    passed &&= fault === null;
  }
  return passed;
}

async function program(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  const { code, output } = await runProgram(name, args, { env });
  return code === 0 ? null : output;
}

async function runTidy(): Promise<string | null> {
  const { faults, warnings } = tidyTree();
  for (const warning of warnings) process.stdout.write(`note    ${renderFault(warning)}\n`);
  return faults.length === 0 ? null : faults.map(renderFault).join("\n");
}

/** Bundles as `wrangler deploy` does and reads all of wrangler.toml, without an account or a network. */
async function dryRun(): Promise<string | null> {
  await ensureWebBuilt(() => undefined);
  const out = await mkdtemp(join(tmpdir(), "rill-deploy-"));
  try {
    const env = { CI: "1", WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" };
    return await program("wrangler", ["deploy", "--dry-run", "--outdir", out], env);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

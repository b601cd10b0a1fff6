/**
 * What wrangler.toml says of the Worker, as Miniflare's options. Wrangler reads the file; since loading wrangler takes a second, its
 * answer is kept in .cache until wrangler.toml or wrangler changes.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { V4WorkerOptionsShape } from "miniflare";
import { ROOT } from "../setup/root.ts";

const CONFIG = join(ROOT, "wrangler.toml");
const CACHE = join(ROOT, ".cache/worker/options.json");

export type WorkerConfig = {
  /** The options without the program itself. */
  readonly options: V4WorkerOptionsShape;
  /** When the platform's clock calls the Worker: Miniflare has no such clock. */
  readonly crons: readonly string[];
};

export async function readWorkerConfig(): Promise<WorkerConfig> {
  const key = await cacheKey();
  return (await readCached(key)) ?? (await readAndCache(key));
}

async function cacheKey(): Promise<string> {
  const manifest = await readFile(join(ROOT, "node_modules/wrangler/package.json"));
  const hash = createHash("sha256").update(await readFile(CONFIG));
  return hash.update(manifest).update(ROOT).digest("hex");
}

async function readCached(key: string): Promise<WorkerConfig | null> {
  try {
    const cached: unknown = JSON.parse(await readFile(CACHE, "utf8"));
    if (typeof cached !== "object" || cached === null || !("key" in cached) || cached.key !== key) return null;
    // Written by readAndCache for this very wrangler.toml and wrangler, as the key proves.
    return "options" in cached && "crons" in cached ? (cached as WorkerConfig) : null;
  } catch {
    return null;
  }
}

async function readAndCache(key: string): Promise<WorkerConfig> {
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import("wrangler");
  const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
  // Both speak of files of the program, which is given as one bundled module.
  const { rootPath: _rootPath, modulesRules: _modulesRules, ...options } = workerOptions as Record<string, unknown>;
  const { crons } = unstable_readConfig({ config: CONFIG }, { hideWarnings: true }).triggers;
  await mkdir(join(ROOT, ".cache/worker"), { recursive: true });
  await writeFile(CACHE, JSON.stringify({ key, options, crons }));
  // The shape that Miniflare reads is wrangler's to know; Miniflare checks it again when it starts.
  return { options: options as V4WorkerOptionsShape, crons: crons ?? [] };
}

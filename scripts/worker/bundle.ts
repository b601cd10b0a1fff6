/** Bundles the Worker into one ES module, with the settings that `wrangler deploy` uses. Knows nothing of how it is run. */
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../setup/root.ts";

/** The module's text. A fault of the source is thrown with esbuild's own words. `entry` replaces the Worker's main module, with paths from the root. */
export async function bundleWorker(entry?: string): Promise<string> {
  const result = await build({
    ...(entry === undefined
      ? { entryPoints: [join(ROOT, "workers/main.ts")] }
      : { stdin: { contents: entry, resolveDir: ROOT, loader: "js" } }),
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    outfile: "main.js",
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".sql": "text", ".html": "text", ".txt": "text" },
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error("esbuild wrote no file for workers/main.ts");
  return file.text;
}

/**
 * The Worker as a child process: runs it in workerd, tells the parent over IPC when it is ready, and ends in order when asked to or
 * when the parent is gone. Settings come from the environment: PORT, RTMP_PORT, RILL_STATE, GRACE_MS, CHAT_GROWTH.
 */
import { join } from "node:path";
import { ROOT } from "./setup/root.ts";
import { outsideSettings } from "./stack/outside-settings.ts";
import { readSecrets } from "./stack/secrets.ts";
import type { LogLevelName } from "./worker/log-line.ts";
import { type RunningWorker, runWorker } from "./worker/run-worker.ts";

/** After the parent died, the transcoder still hands in what it holds; milliseconds that the Worker waits for it. */
const ORPHAN_GRACE_MS = 2000;

const stateDir = process.env["RILL_STATE"] ?? join(ROOT, ".rill");
let running: RunningWorker | null = null;
let ending = false;

function log(level: LogLevelName, line: string): void {
  process.stdout.write(`${JSON.stringify({ level, message: line })}\n`);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await running?.close();
  process.exit(0);
}

// The parent may be gone before its pipes are read: that is no reason to leave state half-written.
process.stdout.on("error", () => undefined);
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
process.on("disconnect", () => setTimeout(() => void end(), ORPHAN_GRACE_MS));

try {
  running = await runWorker({
    port: Number(process.env["PORT"] ?? 8787),
    stateDir,
    secrets: await readSecrets(stateDir),
    graceMs: process.env["GRACE_MS"],
    chatGrowth: process.env["CHAT_GROWTH"],
    rtmpPort: process.env["RTMP_PORT"] === undefined ? undefined : Number(process.env["RTMP_PORT"]),
    outside: outsideSettings(process.env),
    hasClock: true,
    log,
  });
  process.send?.({ kind: "ready", url: running.url });
} catch (error) {
  log("error", error instanceof Error ? error.message : String(error));
  process.exit(1);
}

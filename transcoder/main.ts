/** Entry of a transcoder node: settings, ffmpeg, capacity, then serve until told to stop. Prints one JSON line an event. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig, renderHelp } from "./config.ts";
import { measureCapacity } from "./ffmpeg/capacity.ts";
import { warmJobs } from "./ffmpeg/command.ts";
import { probeFfmpeg } from "./ffmpeg/probe.ts";
import { createLog } from "./log.ts";
import { TranscoderNode } from "./node.ts";

/** A node that was told to stop and hangs ends itself. */
const STOP_DEADLINE_MS = 10_000;

async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    process.stdout.write(renderHelp());
    return 0;
  }
  const parsed = parseConfig(process.env);
  if (parsed.outcome === "faulty") {
    for (const fault of parsed.faults) process.stderr.write(`${fault}\n`);
    return 2;
  }
  const { config } = parsed;
  const log = createLog(config.logLevel, (line) => process.stdout.write(line), Date.now);
  const ffmpeg = await probeFfmpeg(config.ffmpeg);
  if (ffmpeg.outcome === "unusable") {
    process.stderr.write(`${ffmpeg.sentence}\n`);
    return 3;
  }
  await mkdir(config.state, { recursive: true });
  const capacity = await measureCapacity(ffmpeg, join(config.state, "capacity.json"), log);
  const node = new TranscoderNode({ config, ffmpeg: ffmpeg.path, capacity, log });
  let port: number;
  try {
    port = await node.listen();
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    process.stderr.write(
      inUse
        ? `RTMP port ${config.rtmpPort} is in use: end what holds it, or choose another with RTMP_PORT.\n`
        : `RTMP cannot listen on ${config.rtmpHost}:${config.rtmpPort}: ${String(error)}\n`,
    );
    return 4;
  }
  log("info", "listening", { port, host: config.rtmpHost, pixelsPerSecond: Math.round(capacity.pixelsPerSecond) });
  // Before anybody is live; without it the first still only comes later.
  warmJobs(ffmpeg.path).catch((error: unknown) => log("warn", "jobs-not-warm", { message: String(error) }));
  await stopSignal();
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await node.stop();
  log("info", "stopped");
  return 0;
}

/** SIGINT, SIGTERM, or the end of a parent that started this node with an IPC channel. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
    process.once("disconnect", () => resolve());
  });
}

process.exit(await main());

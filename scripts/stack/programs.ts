/** How each part of the stack is started as a process: program, arguments, environment. Knows nothing of when. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { testCardArguments } from "#transcoder/ffmpeg/test-card.ts";
import { ROOT } from "../setup/root.ts";
import { STACK_MARK } from "./leftovers.ts";

export type Place = {
  readonly stateDir: string;
  readonly port: number;
  readonly rtmpPort: number;
  readonly ffmpeg: string;
  readonly nodeToken: string;
  readonly graceMs: number | undefined;
  /** Further variables for every part, e.g. a log level. */
  readonly env: Readonly<Record<string, string>>;
};

const GUARD = pathToFileURL(join(ROOT, "scripts/stack/end-with-parent.ts")).href;

export function spawnWorker(place: Place): ChildProcess {
  const grace = place.graceMs === undefined ? {} : { GRACE_MS: String(place.graceMs) };
  const ports = { PORT: String(place.port), RTMP_PORT: String(place.rtmpPort) };
  const env = { ...environment(place), ...grace, ...ports, RILL_STATE: place.stateDir };
  return spawn(process.execPath, [join(ROOT, "scripts/worker.ts")], {
    cwd: ROOT,
    detached: true,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

export function spawnTranscoder(place: Place): ChildProcess {
  const env = {
    ...environment(place),
    RILL_API: `http://127.0.0.1:${place.port}`,
    RILL_NODE_TOKEN: place.nodeToken,
    RTMP_HOST: "127.0.0.1",
    RTMP_PORT: String(place.rtmpPort),
    FFMPEG_PATH: place.ffmpeg,
    RILL_STATE: place.stateDir,
  };
  return spawn(process.execPath, ["--import", GUARD, join(ROOT, "transcoder/main.ts")], {
    cwd: ROOT,
    detached: true,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** The test card ends by itself when its RTMP connection does. */
export function spawnPublisher(place: Place, streamKey: string): ChildProcess {
  const url = `rtmp://127.0.0.1:${place.rtmpPort}/live/${streamKey}`;
  return spawn(place.ffmpeg, [...testCardArguments(url)], {
    cwd: ROOT,
    detached: true,
    env: environment(place),
    stdio: ["ignore", "ignore", "pipe"],
  });
}

function environment(place: Place): NodeJS.ProcessEnv {
  return { ...process.env, ...place.env, [STACK_MARK]: place.stateDir };
}

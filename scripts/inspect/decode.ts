/** Decodes bytes with the system's ffmpeg to see whether a player could. Knows nothing of playlists. */
import { spawn } from "node:child_process";
import { concat } from "./http.ts";

/** Decoding one segment of a few seconds takes less, milliseconds. */
const DECODE_TIMEOUT_MS = 30_000;
/** Characters of ffmpeg's complaint that are told. */
const MAX_COMPLAINT = 300;

export type Decoded = { readonly outcome: "decoded" } | { readonly outcome: "complaint"; readonly sentence: string };

/** Whether ffmpeg is there. */
export async function hasFfmpeg(signal: AbortSignal): Promise<boolean> {
  const ran = await run(["-hide_banner", "-version"], new Uint8Array(0), signal);
  return ran.code === 0;
}

/** Decodes every frame of an initialisation section and a segment. Any word from ffmpeg is a complaint. */
export async function decode(init: Uint8Array, segment: Uint8Array, signal: AbortSignal): Promise<Decoded> {
  const args = ["-hide_banner", "-nostdin", "-v", "error", "-xerror", "-i", "pipe:0", "-map", "0", "-f", "null", "-"];
  const ran = await run(args, concat([init, segment]), signal);
  const said = ran.stderr.trim();
  if (ran.code === 0 && said === "") return { outcome: "decoded" };
  return {
    outcome: "complaint",
    sentence: (said || `ffmpeg ended with ${ran.code}`).slice(0, MAX_COMPLAINT).replaceAll("\n", "; "),
  };
}

type Ran = { readonly code: number | null; readonly stderr: string };

function run(args: readonly string[], input: Uint8Array, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve) => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(DECODE_TIMEOUT_MS)]);
    const child = spawn("ffmpeg", args, { stdio: ["pipe", "ignore", "pipe"], signal: until, killSignal: "SIGKILL" });
    let stderr = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      if (stderr.length < 10 * MAX_COMPLAINT) stderr += text;
    });
    // A decoder that gives up early closes its end: the exit code says so.
    child.stdin.on("error", () => child.stdin.destroy());
    child.once("error", (cause) => resolve({ code: null, stderr: cause.message }));
    child.once("close", (code) => resolve({ code, stderr }));
    child.stdin.end(input);
  });
}

/** The platform for a bench: a stack in a folder of its own with one channel, and a publisher of a prepared clip that costs no encoding. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "#e2e/world.ts";
import { type Stack, startStack } from "#scripts/stack.ts";

export type BenchStack = {
  readonly stack: Stack;
  readonly folder: string;
  readonly login: string;
  readonly master: string;
  /** Publishes the clip in real time, over and over, on the bench's channel or with another key. */
  readonly publish: (streamKey?: string) => ChildProcess;
  /** Resolves when the multivariant playlist is there. */
  readonly untilLive: () => Promise<void>;
  readonly counters: () => Promise<Readonly<Record<string, unknown>>>;
  readonly end: () => Promise<void>;
};

/** Longer than any thing that repeats in the platform, short enough to make in seconds. */
const CLIP_SECONDS = 60;

/** A publisher's picture: 30 fps, a key frame every 2 s, no B-frames. */
export type ClipSize = { readonly size: string; readonly kbps: number };
export const CLIP_720P: ClipSize = { size: "1280x720", kbps: 3000 };
export const CLIP_1080P: ClipSize = { size: "1920x1080", kbps: 6000 };

export function makeClip(ffmpeg: string, file: string, seconds: number, { size, kbps }: ClipSize): void {
  const rate = `${kbps}k`;
  const video = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-g", "60", "-sc_threshold", "0"];
  execFileSync(ffmpeg, [
    ...[
      "-hide_banner",
      "-loglevel",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      `mandelbrot=size=${size}:rate=30,noise=alls=6:allf=t`,
    ],
    ...["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000", "-t", String(seconds), ...video],
    ...["-pix_fmt", "yuv420p", "-b:v", rate, "-maxrate", rate, "-bufsize", rate],
    ...["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-f", "flv", "-flvflags", "no_duration_filesize", file],
  ]);
}

export async function startBenchStack(login: string, size: ClipSize = CLIP_720P): Promise<BenchStack> {
  const folder = await mkdtemp(join(tmpdir(), "rill-bench-"));
  const clip = join(folder, "clip.flv");
  makeClip(process.env["FFMPEG_PATH"] ?? "ffmpeg", clip, CLIP_SECONDS, size);
  const stack = await startStack({ stateDir: join(folder, "state"), demo: false });
  const { streamKey } = await stack.createChannel(login);
  const children: ChildProcess[] = [];
  const master = `${stack.url}/live/${login}/master.m3u8`;
  return {
    stack,
    folder,
    login,
    master,
    publish: (key = streamKey) => {
      const args = ["-hide_banner", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", clip, "-c", "copy"];
      const child = spawn(stack.ffmpeg, [...args, "-f", "flv", `${stack.rtmpUrl}/${key}`], { stdio: "ignore" });
      children.push(child);
      return child;
    },
    untilLive: () => untilOk(master),
    counters: async () => {
      const snapshot: unknown = await (await fetch(`${stack.url}/debug/channels/${login}/snapshot`)).json();
      return typeof snapshot === "object" && snapshot !== null ? { ...snapshot } : {};
    },
    end: async () => {
      for (const child of children) child.kill("SIGKILL");
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the address answers 200; throws after 30 s. */
export async function untilOk(url: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok === true) return;
    if (performance.now() > deadline) throw new Error(`${url} answered ${response?.status ?? "nothing"} for 30 s`);
    await pause(100);
  }
}

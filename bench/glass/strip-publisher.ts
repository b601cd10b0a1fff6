/**
 * A publisher whose every frame carries the wall clock of its making: raw frames painted here, encoded by ffmpeg as OBS would with
 * zero latency, pushed over RTMP. Used by the glass-to-glass bench and the e2e journeys.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { paintStrip } from "./strip.ts";

export type StripPublisherOptions = {
  readonly url: string;
  readonly ffmpeg: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitrateKbps: number;
  /** Seconds between key frames. */
  readonly gop: number;
};

export type StripPublisher = {
  readonly pid: number;
  /** Resolves with ffmpeg's exit code. */
  readonly exited: Promise<number | null>;
  readonly stop: () => Promise<void>;
};

/** Different pictures that take turns, so that the encoder has work to do. */
const SCENES = 24;

export function startStripPublisher(options: StripPublisherOptions): StripPublisher {
  const { width, height, frameRate } = options;
  const child = spawn(options.ffmpeg, publisherArguments(options), { stdio: ["pipe", "ignore", "inherit"] });
  const scenes = paintScenes(width, height);
  const started = performance.now();
  let frames = 0;
  let stopped = false;
  const tick = (): void => {
    if (stopped) return;
    const due = Math.floor(((performance.now() - started) / 1000) * frameRate) + 1;
    // A machine that lagged skips stamps, never invents them: late frames carry the time at which they are really made.
    for (; frames < due; frames++) writeFrame(child, scenes[frames % SCENES], width, height);
    setTimeout(tick, Math.max(0, started + (frames * 1000) / frameRate - performance.now()));
  };
  child.stdin?.on("error", () => {
    stopped = true;
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      stopped = true;
      resolve(code);
    });
  });
  tick();
  return {
    pid: child.pid ?? -1,
    exited,
    stop: async () => {
      stopped = true;
      child.stdin?.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await exited;
      clearTimeout(timer);
    },
  };
}

function writeFrame(child: ChildProcess, scene: Uint8Array | undefined, width: number, height: number): void {
  if (scene === undefined || child.stdin === null || child.stdin.destroyed) return;
  const frame = Uint8Array.from(scene);
  paintStrip(frame, width, height, Date.now());
  child.stdin.write(frame);
}

/** Soft bars that drift from scene to scene: about as hard to encode as a talking head. */
function paintScenes(width: number, height: number): readonly Uint8Array[] {
  return Array.from({ length: SCENES }, (_, scene) => {
    const frame = new Uint8Array((width * height * 3) / 2).fill(128);
    const shift = (scene / SCENES) * Math.PI * 2;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const wave = Math.sin(x / 60 + shift) + Math.sin(y / 45 - shift) + Math.sin((x * 7 + y * 13) / 5) / 6;
        frame[y * width + x] = 120 + 40 * wave;
      }
    }
    return frame;
  });
}

function publisherArguments(o: StripPublisherOptions): string[] {
  const gopFrames = Math.round(o.gop * o.frameRate);
  return [
    ...["-hide_banner", "-loglevel", "error", "-nostdin"],
    ...["-probesize", "32", "-analyzeduration", "0", "-f", "rawvideo", "-pix_fmt", "yuv420p"],
    ...["-s", `${o.width}x${o.height}`, "-framerate", String(o.frameRate), "-i", "pipe:0"],
    ...["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000,volume=0.05,aformat=channel_layouts=stereo"],
    ...[
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-tune",
      "zerolatency",
      "-threads",
      "1",
    ],
    ...["-g", String(gopFrames), "-sc_threshold", "0", "-b:v", `${o.bitrateKbps}k`, "-maxrate", `${o.bitrateKbps}k`],
    ...["-bufsize", `${o.bitrateKbps}k`, "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k"],
    ...["-f", "flv", "-flvflags", "no_duration_filesize", "-flush_packets", "1", o.url],
  ];
}

/** A streamer for the journeys: ffmpeg pushing a moving picture and a tone over RTMP. */
import { type ChildProcess, spawn } from "node:child_process";

export type PublisherOptions = {
  readonly ffmpeg: string;
  /** Whole address, the stream key included. */
  readonly url: string;
  readonly size?: string;
  readonly frameRate?: number;
  /** Seconds between key frames. */
  readonly gop?: number;
  readonly bFrames?: number;
  readonly audio?: boolean;
};

export type Publisher = {
  readonly pid: number;
  /** ffmpeg's exit code, and what it said. */
  readonly exited: Promise<{ readonly code: number | null; readonly said: string }>;
  /** Ends in order, as a streamer pressing stop. */
  readonly stop: () => Promise<void>;
  /** Dies at once, as a cut cable would have it. */
  readonly cut: () => Promise<void>;
};

/** stderr kept for a failing test's message, characters. */
const MAX_SAID = 4000;

export function publish(options: PublisherOptions): Publisher {
  const child = spawn(options.ffmpeg, publisherArguments(options), { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MAX_SAID);
  });
  const exited = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once("close", (code) => resolve({ code, said }));
  });
  return {
    pid: child.pid ?? -1,
    exited,
    stop: () => end(child, exited, "SIGINT"),
    cut: () => end(child, exited, "SIGKILL"),
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 4000);
  await exited;
  clearTimeout(timer);
}

function publisherArguments(o: PublisherOptions): string[] {
  const rate = o.frameRate ?? 30;
  const gop = String(Math.round((o.gop ?? 2) * rate));
  const audio = o.audio ?? true;
  return [
    ...[
      "-hide_banner",
      "-loglevel",
      "warning",
      "-re",
      "-f",
      "lavfi",
      "-i",
      `testsrc2=size=${o.size ?? "640x360"}:rate=${rate}`,
    ],
    ...(audio ? ["-re", "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000"] : []),
    ...[
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-pix_fmt",
      "yuv420p",
      "-threads",
      "1",
      "-g",
      gop,
      "-keyint_min",
      gop,
    ],
    ...["-sc_threshold", "0", "-bf", String(o.bFrames ?? 0), "-b:v", "900k", "-maxrate", "900k", "-bufsize", "900k"],
    ...(o.bFrames === undefined || o.bFrames === 0 ? ["-tune", "zerolatency"] : []),
    ...(audio ? ["-c:a", "aac", "-b:a", "96k", "-ac", "2"] : []),
    ...["-f", "flv", "-flvflags", "no_duration_filesize", o.url],
  ];
}

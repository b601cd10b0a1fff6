import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FlvReader } from "#media/flv/reader.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import type { RtmpLogEntry } from "./log-entry.ts";
import { RtmpServer } from "./server.ts";

const KEY = "rill_c0ffee00c0ffee00c0ffee00c0ffee00";
const FRAMES = 90;
const FFMPEG = process.env["FFMPEG_PATH"] || "ffmpeg";
const gstreamer = installed("gst-launch-1.0");

let server: RtmpServer;
let port: number;
let folder: string;
let tags: FlvTag[];
let ended: Promise<string>;
let entries: RtmpLogEntry[];
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rill-rtmp-"));
  tags = [];
  entries = [];
  let resolveEnd: (reason: string) => void = () => undefined;
  ended = new Promise((resolve) => {
    resolveEnd = resolve;
  });
  server = new RtmpServer({
    log: (entry) => entries.push(entry),
    authorise: async ({ streamKey }) => {
      if (streamKey !== KEY)
        return { outcome: "denied", reason: "unknown_key", message: "This stream key is not known." };
      return {
        outcome: "granted",
        accept: (publisher) =>
          publisher.start({ onTag: (tag) => tags.push(tag) > 0, onEnd: (reason) => resolveEnd(reason) }),
      };
    },
  });
  port = await server.listen(0, "127.0.0.1");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await server.close();
  rmSync(folder, { recursive: true });
});

type Exit = { readonly code: number | null; readonly stderr: string };

function installed(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch {
    console.warn(`${program} is not installed: its publishers are not tested`);
    return false;
  }
}

function run(program: string, args: readonly string[]): Promise<Exit> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let stderr = "";
  child.stderr.on("data", (bytes) => {
    stderr += String(bytes);
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

const address = (key: string): string => `rtmp://127.0.0.1:${port}/live/${key}`;
const copyPath = (): string => join(folder, "copy.flv");

/** A short synthetic stream, sent and at the same time written to a file: what the server must have got. */
function ffmpeg(options: readonly string[], key: string): Promise<Exit> {
  return run(FFMPEG, [
    ...["-hide_banner", "-nostdin", "-loglevel", "error"],
    ...["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30", "-f", "lavfi", "-i", "sine=sample_rate=48000"],
    ...[
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-t",
      String(FRAMES / 30),
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-pix_fmt",
      "yuv420p",
    ],
    ...[...options, "-c:a", "aac", "-flags", "+global_header", "-f", "tee"],
    `[f=flv:flvflags=no_duration_filesize]${copyPath()}|[f=flv:flvflags=no_duration_filesize]${address(key)}`,
  ]);
}

function gst(sink: readonly string[]): Promise<Exit> {
  return run("gst-launch-1.0", [
    ...["-q", "flvmux", "name=mux", "streamable=true", "!", "tee", "name=t"],
    ...["t.", "!", "queue", "!", "filesink", `location=${copyPath()}`, "t.", "!", "queue", "!", ...sink],
    ...["videotestsrc", `num-buffers=${FRAMES}`, "!", "video/x-raw,width=320,height=180,framerate=30/1", "!"],
    ...["x264enc", "speed-preset=ultrafast", "key-int-max=30", "bframes=2", "!", "h264parse", "!", "mux."],
    ...["audiotestsrc", "num-buffers=140", "samplesperbuffer=1024", "!", "audio/x-raw,rate=48000", "!"],
    ...["avenc_aac", "!", "aacparse", "!", "mux."],
  ]);
}

const media = (list: readonly FlvTag[]) => list.filter((tag) => tag.kind !== "script");
/** Tags with frames: AVC packets of type 1 (0 is the configuration, 2 the end of the sequence). */
const frames = (list: readonly FlvTag[]) => list.filter((tag) => tag.kind === "video" && tag.body[1] === 1);

/** Every tag that went into the file came out of the server: same kind, time and bytes, in the same order. */
function expectAll(): void {
  const sent = new FlvReader().push(readFileSync(copyPath()));
  expect(frames(sent)).toHaveLength(FRAMES);
  const shown = (list: readonly FlvTag[]) =>
    media(list).map((tag) => `${tag.kind} ${tag.timestampMs} ${Buffer.from(tag.body).toString("base64")}`);
  expect(shown(tags)).toEqual(shown(sent));
  for (const kind of ["video", "audio"] as const) {
    const times = tags.filter((tag) => tag.kind === kind).map((tag) => tag.timestampMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  const [script] = tags;
  expect([script?.kind, Buffer.from(script?.body.subarray(3, 13) ?? []).toString()]).toEqual(["script", "onMetaData"]);
}

describe("ffmpeg", () => {
  it.each([
    ["with B-frames", ["-bf", "2", "-g", "30", "-x264-params", "bframes=2:b-adapt=0"]],
    ["with its default GOP", []],
    ["with every frame a key frame, larger than many chunks", ["-g", "1", "-b:v", "20M", "-qp", "1"]],
  ])("%s arrives whole", async (_title, options) => {
    expect(await ffmpeg(options, KEY)).toMatchObject({ code: 0, stderr: "" });
    expect(await ended).toBe("the client ended the stream");
    expectAll();
  });

  it("with B-frames has composition times, or the case above proves little", async () => {
    await ffmpeg(["-bf", "2", "-g", "30", "-x264-params", "bframes=2:b-adapt=0"], KEY);
    await ended;
    const times = frames(tags).map(({ body }) => ((body[2] ?? 0) << 16) | ((body[3] ?? 0) << 8) | (body[4] ?? 0));
    expect(new Set(times).size).toBeGreaterThan(1);
  });

  it("with a wrong key says so and exits", async () => {
    const { code, stderr } = await run(FFMPEG, [
      ...[
        "-hide_banner",
        "-nostdin",
        "-loglevel",
        "error",
        "-re",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30",
      ],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-f", "flv", address("rill_wrong")],
    ]);
    expect(stderr).toContain("Server error: This stream key is not known.");
    expect(code).not.toBe(0);
    // Its stream has no end: that it exits is the denial's doing.
    expect(entries.map((entry) => entry.event)).toEqual(["rtmp_denied", "rtmp_closed"]);
    expect(tags).toEqual([]);
  });
});

describe.skipIf(!gstreamer)("GStreamer", () => {
  it("through rtmpsink (librtmp, which OBS descends from) arrives whole", async () => {
    expect(await gst(["rtmpsink", `location=${address(KEY)}`])).toMatchObject({ code: 0 });
    await ended;
    expectAll();
  });

  it("through rtmp2sink arrives whole", async () => {
    expect(await gst(["rtmp2sink", `location=${address(KEY)}`])).toMatchObject({ code: 0 });
    await ended;
    expectAll();
  });

  it.each(["rtmpsink", "rtmp2sink"])("with a wrong key fails through %s", async (sink) => {
    const { code } = await gst([sink, `location=${address("rill_wrong")}`]);
    expect(code).not.toBe(0);
    expect(entries.map((entry) => entry.event)).toContain("rtmp_denied");
    expect(tags).toEqual([]);
  });
});

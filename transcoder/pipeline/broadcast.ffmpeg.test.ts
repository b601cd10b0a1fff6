import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { FlvReader } from "#media/flv/reader.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import { applyEvent, emptyTimeline, type Timeline } from "#media/timeline/timeline.ts";
import { decodeBundle } from "#protocol/ingest/bundle.ts";
import type { Lease } from "#protocol/ingest/open.ts";
import { MEDIA_START, PART_TARGET, SEGMENT_MAX } from "#protocol/playback/constants.ts";
import { seconds } from "#protocol/units.ts";
import { encodePlan } from "#transcoder/ffmpeg/arguments.ts";
import { makeStill } from "#transcoder/ffmpeg/jobs.ts";
import { startEncoder } from "#transcoder/ffmpeg/run.ts";
import type { Publisher, PublisherConsumer } from "#transcoder/ingest/publisher.ts";
import { readJpeg } from "#workers/images/jpeg.ts";
import { Broadcast } from "./broadcast.ts";

const ffmpeg = process.env["FFMPEG_PATH"] ?? "ffmpeg";
const MAX_CLIP_BYTES = 64 * 1024 * 1024;

function clip(
  seconds: number,
  video: readonly string[],
  audio: readonly string[],
  size = "640x360",
  rate = 30,
): readonly FlvTag[] {
  const sound = audio.length === 0 ? [] : ["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000"];
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${rate}`];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1", ...video];
  const args = ["-hide_banner", "-loglevel", "error", ...picture, ...sound, "-t", String(seconds), ...codec, ...audio];
  const flv = execFileSync(ffmpeg, [...args, "-f", "flv", "-flvflags", "no_duration_filesize", "pipe:1"], {
    maxBuffer: MAX_CLIP_BYTES,
  });
  return new FlvReader().push(flv);
}

const AAC = ["-c:a", "aac", "-b:a", "96k", "-ac", "2"];
const GOP_2S = ["-g", "60", "-keyint_min", "60", "-sc_threshold", "0"];

const lease: Lease = {
  channelId: "1001",
  login: "demo",
  broadcastId: "5",
  epoch: 1,
  uploadToken: "t".repeat(43),
  startedAt: Date.now(),
  nextSeq: 0,
  nextMsn: 0,
  mediaEnd: 0,
  nextInit: 0,
  gopHint: null,
};

/** Runs tags through a whole broadcast with real ffmpeg; the object is a timeline in memory. */
class World {
  timeline: Timeline = emptyTimeline("1001", "5", lease.startedAt);
  readonly refused: string[] = [];
  /** What stills would be made of. */
  readonly stills: Uint8Array[] = [];
  readonly ended: Promise<string>;
  readonly #consumer: Promise<PublisherConsumer>;
  readonly broadcast: Broadcast;

  constructor(given: Partial<Lease> = {}, pixelsPerSecond = 200_000_000) {
    let started: (consumer: PublisherConsumer) => void = () => undefined;
    let finished: (reason: string) => void = () => undefined;
    this.#consumer = new Promise((resolve) => {
      started = resolve;
    });
    this.ended = new Promise((resolve) => {
      finished = resolve;
    });
    const publisher: Publisher = {
      protocol: "rtmp",
      remoteAddress: "127.0.0.1",
      start: (consumer) => started(consumer),
      resume: () => undefined,
      stop: (reason) => this.refused.push(reason),
    };
    this.broadcast = new Broadcast(
      publisher,
      { ...lease, ...given },
      {
        pixelsPerSecond: () => pixelsPerSecond,
        encoderOverhead: 1,
        startEncoder: (job, handlers) => {
          const startAt = job.startAtMs === null ? null : seconds(job.startAtMs / 1000);
          const plan = encodePlan(job.rungs, {
            encoder: "x264",
            preset: "superfast",
            frameRate: job.source.frameRate,
            startAt,
          });
          if (plan === null) throw new Error("nothing to encode");
          return startEncoder(plan, handlers, () => undefined, ffmpeg);
        },
        connect: () => ({
          send: (_seq, frame) => this.#apply(frame),
          health: () => undefined,
          pending: 0,
          end: async () => undefined,
          close: () => undefined,
        }),
        reopen: async () => null,
        takeStill: (_lease, media) => {
          this.stills.push(media);
          return Promise.resolve("shown");
        },
        onHealth: () => undefined,
        onEnd: (reason) => finished(reason),
        log: () => undefined,
        now: () => Date.now(),
      },
    );
  }

  async feed(tags: readonly FlvTag[]): Promise<void> {
    const consumer = await this.#consumer;
    for (const tag of tags) consumer.onTag(tag);
  }

  async finish(): Promise<Timeline> {
    (await this.#consumer).onEnd("the clip is over");
    await this.ended;
    const closed = applyEvent(this.timeline, { kind: "interrupted" });
    if (closed.outcome === "applied") this.timeline = closed.timeline;
    return this.timeline;
  }

  #apply(frame: Uint8Array): void {
    const applied = applyEvent(this.timeline, { kind: "bundle", header: decodeBundle(frame).header });
    if (applied.outcome !== "applied") throw new Error(JSON.stringify(applied));
    this.timeline = applied.timeline;
  }
}

const durations = (timeline: Timeline, rendition: string) =>
  timeline.segments.map((s) => (s.tracks[rendition]?.parts ?? []).reduce((sum, part) => sum + part.duration, 0));
const partCounts = (timeline: Timeline, rendition: string) =>
  timeline.segments.map((s) => s.tracks[rendition]?.parts.length ?? 0);

describe("a broadcast through ffmpeg", () => {
  it("gives aligned renditions of equal segments, the source untouched", async () => {
    const world = new World();
    await world.feed(clip(6, [...GOP_2S, "-bf", "2"], AAC));
    const timeline = await world.finish();
    expect(timeline.ladder.map((r) => r.id)).toEqual(["source", "160p30", "audio"]);
    expect(timeline.segments.map((s) => s.msn)).toEqual([1, 2, 3]);
    const [first = new Uint8Array()] = world.stills;
    expect([world.stills.length, readJpeg(await makeStill(first, ffmpeg))]).toEqual([1, { width: 640, height: 360 }]);
    for (const rendition of ["source", "160p30"]) {
      for (const duration of durations(timeline, rendition)) expect(duration).toBeCloseTo(2, 3);
      expect(partCounts(timeline, rendition)).toEqual([6, 6, 6]);
    }
    const starts = timeline.segments.map((s) => [s.tracks["source"]?.start, s.tracks["160p30"]?.start]);
    for (const [source, rung] of starts) expect(rung).toBeCloseTo(source ?? 0, 5);
    expect(starts[0]?.[0]).toBeGreaterThan(MEDIA_START - 8);
    for (const segment of timeline.segments) {
      for (const track of Object.values(segment.tracks)) {
        expect(track.parts[0]?.independent).toBe(true);
        for (const part of track.parts) expect(part.duration).toBeLessThanOrEqual(PART_TARGET);
      }
    }
  });

  it("encodes the source from where the first long GOP shows itself, in segments that fit", async () => {
    const world = new World();
    await world.feed(clip(8, ["-g", "600", "-keyint_min", "600", "-sc_threshold", "0"], AAC));
    const timeline = await world.finish();
    expect(timeline.segments.at(-1)?.period).toBe(1);
    for (const duration of durations(timeline, "source")) expect(duration).toBeLessThanOrEqual(SEGMENT_MAX);
    const second = timeline.segments.filter((s) => s.period === 1);
    expect(second.length).toBeGreaterThanOrEqual(2);
    for (const segment of second) expect(segment.tracks["source"]?.parts[0]?.independent).toBe(true);
    const whole = durations(timeline, "source").reduce((sum, d) => sum + d, 0);
    expect(whole).toBeGreaterThan(7.8);
  });

  it("encodes from the beginning a publisher whose last broadcast had long GOPs", async () => {
    const world = new World({ gopHint: 8 });
    await world.feed(clip(6, ["-g", "600", "-keyint_min", "600", "-sc_threshold", "0"], AAC));
    const timeline = await world.finish();
    expect(timeline.segments.map((s) => s.period)).toEqual([0, 0, 0]);
    expect(durations(timeline, "source").map((d) => Math.round(d * 1000) / 1000)).toEqual([2, 2, 2]);
  });

  it("fills silence for a publisher without audio", async () => {
    const world = new World();
    await world.feed(clip(4, GOP_2S, []));
    const timeline = await world.finish();
    expect(timeline.ladder.map((r) => r.id)).toEqual(["source", "160p30", "audio"]);
    for (const duration of durations(timeline, "audio")) expect(duration).toBeCloseTo(2, 1);
  });

  it("encodes audio that is not AAC", async () => {
    const world = new World();
    await world.feed(clip(4, GOP_2S, ["-c:a", "libmp3lame", "-ar", "44100", "-b:a", "96k"]));
    const timeline = await world.finish();
    expect(timeline.ladder.find((r) => r.id === "audio")).toMatchObject({ codecs: "mp4a.40.2", sampleRate: 48_000 });
    expect(durations(timeline, "audio").reduce((sum, d) => sum + d, 0)).toBeGreaterThan(3.5);
  });

  it("begins a new period when the publisher changes its resolution", async () => {
    const world = new World();
    const small = clip(4, GOP_2S, AAC, "640x360");
    const large = clip(4, GOP_2S, AAC, "960x540").map((tag) => ({ ...tag, timestampMs: tag.timestampMs + 4000 }));
    await world.feed([...small, ...large]);
    const timeline = await world.finish();
    expect(timeline.segments.map((s) => s.period)).toEqual([0, 0, 1, 1]);
    expect(timeline.ladder.find((r) => r.id === "source")).toMatchObject({ width: 960, height: 540 });
    const inits = timeline.segments.map((s) => s.tracks["source"]?.init);
    expect(inits[2]).not.toBe(inits[1]);
  });

  it("begins a new period when the publisher's clock jumps", async () => {
    const world = new World();
    const first = clip(4, GOP_2S, AAC);
    await world.feed([...first, ...first.map((tag) => ({ ...tag, timestampMs: tag.timestampMs + 3_600_000 }))]);
    const timeline = await world.finish();
    expect(timeline.segments.map((s) => s.period)).toEqual([0, 0, 1, 1]);
  });

  it("continues numbers and the media clock of the lease", async () => {
    const world = new World({ nextSeq: 0, nextMsn: 40, mediaEnd: 500, nextInit: 9 });
    await world.feed(clip(4, GOP_2S, AAC));
    const timeline = await world.finish();
    expect(timeline.segments.map((s) => s.msn)).toEqual([40, 41]);
    expect(timeline.segments[0]?.tracks["source"]?.start).toBeCloseTo(500.1, 3);
    expect(timeline.segments[0]?.tracks["source"]?.init).toBeGreaterThanOrEqual(9);
  });

  it("goes on when ffmpeg is killed, every rung whole", async () => {
    const world = new World();
    const tags = clip(8, GOP_2S, AAC);
    const cut = tags.findIndex((tag) => tag.timestampMs > 3000);
    await world.feed(tags.slice(0, cut));
    while (world.broadcast.encoderPid === null) await new Promise((resolve) => setTimeout(resolve, 10));
    const pid = world.broadcast.encoderPid;
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(pid, "SIGKILL");
    while (world.broadcast.encoderPid === pid || world.broadcast.encoderPid === null)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await world.feed(tags.slice(cut));
    const timeline = await world.finish();
    expect(timeline.segments.map((s) => s.period)).toEqual([0, 0, 0, 0]);
    for (const duration of durations(timeline, "160p30")) expect(duration).toBeCloseTo(2, 1);
  });

  it("refuses video that is not H.264", async () => {
    const world = new World();
    await world.feed(clip(1, [], []).slice(0, 1));
    await world.feed([{ kind: "video", timestampMs: 0, body: Uint8Array.of(0x22, 0, 0, 0, 0, 1) }]);
    expect(world.refused[0]).toContain("H.264");
    await world.finish();
  });
});

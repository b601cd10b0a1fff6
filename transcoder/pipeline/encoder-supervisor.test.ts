import { describe, expect, it } from "vitest";
import type { FlvTag } from "#media/flv/tag.ts";
import type { EncoderHandlers, EncoderRun } from "#transcoder/ffmpeg/run.ts";
import { EncoderSupervisor } from "./encoder-supervisor.ts";

/** A stand-in for the ffmpeg process: keeps what it is fed, gives out what the test says. */
class FakeEncoder implements EncoderRun {
  readonly pid = 1;
  readonly fed: number[] = [];
  readonly exited: Promise<void>;
  bufferedBytes = 0;
  ended = false;
  killed = false;
  readonly rungs: readonly string[];
  readonly startAtMs: number | null;
  readonly handlers: EncoderHandlers;
  #resolve: () => void = () => undefined;

  constructor(rungs: readonly string[], startAtMs: number | null, handlers: EncoderHandlers) {
    this.rungs = rungs;
    this.startAtMs = startAtMs;
    this.handlers = handlers;
    this.exited = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  write(bytes: Uint8Array): boolean {
    this.fed.push(bytes[0] ?? -1);
    return true;
  }

  end(): void {
    this.ended = true;
  }

  kill(): void {
    this.killed = true;
  }

  give(rendition: string, timestampMs: number): void {
    const body = Uint8Array.of(0x27, 1, 0, 0, 0, 9);
    this.handlers.onTag(rendition, { kind: "video", timestampMs, body });
  }

  exit(expected: boolean): void {
    this.handlers.onExit({ code: expected ? 0 : 1, signal: null, stderrTail: [], expected });
    this.#resolve();
  }
}

function world(rungs: readonly string[] = ["480p30", "160p30"]) {
  const runs: FakeEncoder[] = [];
  const out: string[] = [];
  const dropped: string[] = [];
  const clock = { now: 0 };
  const supervisor = new EncoderSupervisor({
    preamble: Uint8Array.of(200),
    rungs,
    start: (ids, startAtMs, handlers) => {
      const run = new FakeEncoder(ids, startAtMs, handlers);
      runs.push(run);
      return run;
    },
    onTag: (rendition: string, tag: FlvTag) => out.push(`${rendition}@${tag.timestampMs}`),
    onDropped: (renditions) => dropped.push(...renditions),
    log: () => undefined,
    now: () => clock.now,
  });
  const feed = (id: number, ptsMs: number, key = false) => supervisor.feed(Uint8Array.of(id), { key, ptsMs });
  const run = (at: number): FakeEncoder => {
    const found = runs[at];
    if (found === undefined) throw new Error(`no run ${at}`);
    return found;
  };
  return { supervisor, runs, run, out, dropped, clock, feed };
}

describe("the encoder's supervisor", () => {
  it("begins at the first key frame, with the preamble in front", () => {
    const { feed, run, runs } = world();
    feed(1, 0);
    expect(runs).toHaveLength(0);
    feed(2, 33, true);
    feed(3, 66);
    expect(run(0).fed).toEqual([200, 2, 3]);
    expect(run(0).startAtMs).toBeNull();
  });

  it("replaces a dead encoder from the last key frame, to begin after what had come out", () => {
    const { feed, run, out } = world();
    feed(1, 0, true);
    feed(2, 33);
    feed(3, 66);
    run(0).give("480p30", 33);
    run(0).give("160p30", 0);
    run(0).exit(false);
    expect(run(1).fed).toEqual([200, 1, 2, 3]);
    expect(run(1).startAtMs).toBe(34);
    run(1).give("480p30", 33);
    run(1).give("480p30", 66);
    expect(out).toEqual(["480p30@33", "160p30@0", "480p30@66"]);
  });

  it("gives encoding up when it dies again and again, and says which renditions are gone", () => {
    const { feed, run, runs, dropped } = world();
    feed(1, 0, true);
    for (let i = 0; i < 7; i++) run(i).exit(false);
    expect(runs).toHaveLength(7);
    expect(dropped).toEqual(["480p30", "160p30"]);
    feed(2, 33, true);
    expect(runs).toHaveLength(7);
  });

  it("hands over at the next key frame when a rung is dropped, the old frames first", async () => {
    const { supervisor, feed, run, out, dropped } = world();
    feed(1, 0, true);
    supervisor.drop(["480p30"], "slow");
    feed(2, 33);
    expect(run(0).ended).toBe(false);
    feed(3, 66, true);
    expect(run(0).ended).toBe(true);
    expect(run(1).rungs).toEqual(["160p30"]);
    expect(run(1).fed).toEqual([200, 3]);
    run(1).give("160p30", 66);
    run(0).give("160p30", 33);
    run(0).exit(true);
    await run(0).exited;
    await Promise.resolve();
    expect(out).toEqual(["160p30@33", "160p30@66"]);
    expect(dropped).toEqual(["480p30"]);
  });

  it("kills an encoder that stopped reading", () => {
    const { feed, run } = world();
    feed(1, 0, true);
    run(0).bufferedBytes = 9 * 1024 * 1024;
    feed(2, 33);
    expect(run(0).killed).toBe(true);
  });

  it("knows how far the slowest rung is behind", () => {
    const { supervisor, feed, run } = world();
    feed(1, 0, true);
    feed(2, 1000);
    run(0).give("480p30", 900);
    run(0).give("160p30", 400);
    expect(supervisor.lagMs).toBe(600);
  });

  it("resolves its end when the encoder has drained", async () => {
    const { supervisor, feed, run } = world();
    feed(1, 0, true);
    const ended = supervisor.end();
    expect(run(0).ended).toBe(false);
    await Promise.resolve();
    await Promise.resolve();
    expect(run(0).ended).toBe(true);
    run(0).exit(true);
    await ended;
    feed(2, 33, true);
    expect(run(0).fed).toEqual([200, 1]);
  });
});

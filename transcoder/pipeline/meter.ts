/** Measures the publisher over a sliding window: frames per second, bits per second, longest GOP. Pure: reads only the stream's own clock. */

/** Window of the rates, milliseconds of stream time. */
const WINDOW_MS = 5000;
/** GOPs remembered. */
const GOPS = 8;

export type Measured = {
  /** 0 until two frames came. */
  readonly fps: number;
  /** Bits per second, audio and video. */
  readonly bitrate: number;
  /** Longest of the last GOPs and the running one, seconds. */
  readonly gop: number;
};

export class Meter {
  #frames: { readonly at: number; readonly bytes: number; readonly video: boolean }[] = [];
  #gops: number[] = [];
  #lastKey: number | null = null;
  #last = 0;

  video(dtsMs: number, bytes: number, key: boolean): void {
    this.#add(dtsMs, bytes, true);
    if (!key) return;
    if (this.#lastKey !== null) this.#gops = [...this.#gops, (dtsMs - this.#lastKey) / 1000].slice(-GOPS);
    this.#lastKey = dtsMs;
  }

  audio(ptsMs: number, bytes: number): void {
    this.#add(ptsMs, bytes, false);
  }

  /** The publisher's clock jumped: no GOP spans it. */
  cut(): void {
    this.#lastKey = null;
    this.#frames = [];
  }

  /** Seconds since the last key frame, 0 before the first. */
  get runningGop(): number {
    return this.#lastKey === null ? 0 : Math.max(0, (this.#last - this.#lastKey) / 1000);
  }

  measure(): Measured {
    const oldest = this.#frames[0];
    const newest = this.#frames.at(-1);
    if (oldest === undefined || newest === undefined || newest.at <= oldest.at) return { fps: 0, bitrate: 0, gop: 0 };
    const spanS = (newest.at - oldest.at) / 1000;
    const video = this.#frames.filter((frame) => frame.video);
    const videoSpanS = ((video.at(-1)?.at ?? 0) - (video[0]?.at ?? 0)) / 1000;
    const bytes = this.#frames.reduce((sum, frame) => sum + frame.bytes, 0);
    return {
      fps: videoSpanS > 0 ? (video.length - 1) / videoSpanS : 0,
      bitrate: (bytes * 8) / spanS,
      gop: Math.max(this.runningGop, ...this.#gops),
    };
  }

  #add(at: number, bytes: number, video: boolean): void {
    this.#frames.push({ at, bytes, video });
    if (video) this.#last = at;
    const from = this.#frames.findIndex((frame) => frame.at >= at - WINDOW_MS && frame.at <= at + WINDOW_MS);
    if (from > 64) this.#frames = this.#frames.slice(from);
  }
}

/** A viewer for the journeys: the watch page in real Chromium, watched from outside for pictures that stop, reloads and errors. */
import type { Browser, Page } from "playwright-core";
import type {} from "#web/watch/player/probe.ts";

/** What the page's own element says of the picture, independent of the player. */
export type Watched = {
  /** Seconds of media time that were played since the last `mark`. */
  readonly played: number;
  /** Longest time without progress since the last `mark`, milliseconds. */
  readonly longestFreezeMs: number;
  readonly currentTime: number;
  readonly width: number;
  readonly height: number;
  /** A number that a reload of the page or a new video element would change. */
  readonly element: number;
};

export type Viewer = {
  readonly page: Page;
  /** Resolves when the picture moves: at least this many seconds were played since the last mark. */
  readonly untilPlaying: (seconds: number, withinMs: number) => Promise<void>;
  readonly mark: () => Promise<void>;
  readonly watched: () => Promise<Watched>;
  readonly stalls: () => Promise<number>;
  readonly latency: () => Promise<number | null>;
  readonly state: () => Promise<string>;
  /** Uncaught exceptions on the page. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
};

/** Opens an address of the site as one more viewer. */
export async function watch(browser: Browser, url: string, size = { width: 1280, height: 800 }): Promise<Viewer> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(installMonitor);
  await page.goto(url);
  const watched = () => page.evaluate(() => window.monitor.read());
  return {
    page,
    faults,
    watched,
    mark: () => page.evaluate(() => window.monitor.mark()),
    untilPlaying: async (seconds, timeout) => {
      await page.waitForFunction((least) => window.monitor.read().played >= least, seconds, { timeout, polling: 50 });
    },
    stalls: () => page.evaluate(() => window.rill?.player?.stalls ?? -1),
    latency: () => page.evaluate(() => window.rill?.player?.latency ?? null),
    state: () => page.evaluate(() => window.rill?.player?.state ?? "none"),
    close: () => context.close(),
  };
}

declare global {
  interface Window {
    monitor: { mark(): void; read(): Watched };
  }
}

/** Runs in the page: samples the video element 20 times a second. */
function installMonitor(): void {
  const numbers = new WeakMap<HTMLVideoElement, number>();
  const page = Math.floor(Math.random() * 1e9);
  let elements = 0;
  let played = 0;
  let longest = 0;
  let moving: { at: number; time: number } | null = null;
  const sample = (): void => {
    const video = document.querySelector("video");
    if (video === null) return;
    if (!numbers.has(video)) numbers.set(video, ++elements);
    const now = performance.now();
    if (moving !== null && video.currentTime !== moving.time) {
      // A seek is not playing: only steps that playback can make count.
      const step = video.currentTime - moving.time;
      if (step > 0 && step < (now - moving.at) / 500 + 0.5) played += step;
      moving = { at: now, time: video.currentTime };
    } else if (moving === null) {
      moving = { at: now, time: video.currentTime };
    }
    if (played > 0) longest = Math.max(longest, now - moving.at);
  };
  setInterval(sample, 50);
  window.monitor = {
    mark: () => {
      played = 0;
      longest = 0;
      moving = null;
    },
    read: () => {
      sample();
      const video = document.querySelector("video");
      return {
        played,
        longestFreezeMs: longest,
        currentTime: video?.currentTime ?? 0,
        width: video?.videoWidth ?? 0,
        height: video?.videoHeight ?? 0,
        element: page * 100 + (video === null ? 0 : (numbers.get(video) ?? 0)),
      };
    },
  };
}

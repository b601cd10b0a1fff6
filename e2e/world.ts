/** One world for a file of journeys: the whole stack on free ports in a folder of its own, a browser, and what ends them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { ChannelState, Vod } from "#protocol/channel/channel.ts";
import { type Stack, startStack } from "#scripts/stack.ts";
import { launchChromium } from "#testing/chromium.ts";
import { type Publisher, type PublisherOptions, publish } from "./publisher.ts";
import { type Viewer, watch } from "./viewer.ts";

export type World = {
  readonly stack: Stack;
  readonly browser: Browser;
  readonly createKey: (login: string) => Promise<string>;
  /** Publishes with a stream key; ended with the world. */
  readonly publish: (streamKey: string, options?: Partial<PublisherOptions>) => Publisher;
  readonly watch: (path: string) => Promise<Viewer>;
  readonly channel: (login: string) => Promise<ChannelState>;
  readonly vods: (login: string) => Promise<readonly Vod[]>;
  readonly text: (path: string) => Promise<string>;
  readonly end: () => Promise<void>;
};

export type WorldOptions = { readonly graceMs?: number; readonly env?: Readonly<Record<string, string>> };

export async function createWorld({ graceMs, env }: WorldOptions = {}): Promise<World> {
  const stateDir = await mkdtemp(join(tmpdir(), "rill-e2e-"));
  const stack = await startStack({ stateDir, demo: false, graceMs, env });
  const browser = await launchChromium();
  const publishers: Publisher[] = [];
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(new URL(path, stack.url), { signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  return {
    stack,
    browser,
    createKey: async (login) => (await stack.createChannel(login)).streamKey,
    publish: (streamKey, more = {}) => {
      const publisher = publish({ ffmpeg: stack.ffmpeg, url: `${stack.rtmpUrl}/${streamKey}`, ...more });
      publishers.push(publisher);
      return publisher;
    },
    watch: (path) => watch(browser, new URL(path, stack.url).href),
    channel: async (login) => (await (await get(`/api/channels/${login}`)).json()) as ChannelState,
    vods: async (login) => ((await (await get(`/api/channels/${login}/vods`)).json()) as { vods: Vod[] }).vods,
    text: async (path) => (await get(path)).text(),
    end: async () => {
      await Promise.all(publishers.map((publisher) => publisher.cut()));
      await browser.close();
      await stack.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** Waits for a fact of the world, asking again and again; the sentence names it when it does not come in time. */
export async function until(sentence: string, withinMs: number, fact: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await fact())) {
    if (performance.now() > deadline) throw new Error(`within ${withinMs} ms it did not come true that ${sentence}`);
    await pause(50);
  }
}

/** Lets the world run for a while: the journeys watch what happens in a span of time. */
export function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}

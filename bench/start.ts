/** How long people wait: from going live to a waiting viewer's first frame, and from opening the page to the first frame. */
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { pause } from "#e2e/world.ts";
import type { Stack } from "#scripts/stack.ts";
import { launchChromium } from "#testing/chromium.ts";
import { startBenchStack } from "./bench-stack.ts";
import { printConditions } from "./conditions.ts";
import { installGlass } from "./glass/probe-page.ts";
import { percentile, table } from "./statistics.ts";

const STALL_MS = 120;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: "string", default: "10" } } });
  const runs = Number(values.runs);
  printConditions(`Waiting for the picture, ${runs} runs each`);
  const bench = await startBenchStack("start");
  const browser = await launchChromium();
  try {
    const started: number[] = [];
    const goLive: number[] = [];
    const open: number[] = [];
    for (let run = 0; run < runs; run++) {
      const login = `start${run}`;
      const { streamKey } = await bench.stack.createChannel(login);
      const url = `${bench.stack.url}/${login}`;
      const waiting = await preparePage(browser);
      await waiting.open(url);
      await pause(3000);
      const begun = Date.now();
      const publisher = bench.publish(streamKey);
      const shown = await waiting.firstFrameAt();
      started.push(shown - begun);
      goLive.push(shown - acceptedAt(bench.stack.logs, login));
      await waiting.close();
      await pause(4000);
      const newcomer = await preparePage(browser);
      const opened = Date.now();
      await newcomer.open(url);
      open.push((await newcomer.firstFrameAt()) - opened);
      await newcomer.close();
      publisher.kill("SIGINT");
    }
    const row = (what: string, samples: readonly number[]) => ({
      what,
      "p50 ms": Math.round(percentile(samples, 0.5)),
      "p95 ms": Math.round(percentile(samples, 0.95)),
      "max ms": Math.round(percentile(samples, 1)),
    });
    process.stdout.write(
      `${table([
        row("publisher is accepted (OBS says LIVE) to waiting viewer's first frame", goLive),
        row("publisher's process starts to waiting viewer's first frame", started),
        row("page opens to first frame", open),
      ])}\n`,
    );
    return 0;
  } finally {
    await browser.close();
    await bench.end();
  }
}

/** When the node told the publisher that it is live, milliseconds since the epoch. */
function acceptedAt(logs: Stack["logs"], login: string): number {
  const entry = logs.findLast(({ fields }) => fields?.["event"] === "publisher-accepted" && fields["login"] === login);
  const time = entry?.fields?.["time"];
  if (typeof time !== "string") throw new Error(`the node did not say that ${login} was accepted`);
  return Date.parse(time);
}

/** An empty page of a fresh profile: nothing of the site is cached. */
async function preparePage(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(installGlass, STALL_MS);
  return {
    open: (url: string) => page.goto(url, { waitUntil: "commit" }),
    firstFrameAt: async (): Promise<number> => {
      await page.waitForFunction(() => window.glass.take().firstFrameAt > 0, null, { timeout: 30_000, polling: 20 });
      return (await page.evaluate(() => window.glass.take())).firstFrameAt;
    },
    close: () => context.close(),
  };
}

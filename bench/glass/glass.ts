/**
 * Glass to glass: a strip publisher over RTMP, the whole platform, a player in Chromium that shows the strip again. Prints p50 and p95 of
 * our player beside stock hls.js from runs on the same machine.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startStack } from "#scripts/stack.ts";
import { launchChromium } from "#testing/chromium.ts";
import { printConditions } from "../conditions.ts";
import { startDelayProxy } from "../delay-proxy.ts";
import { percentile, type Row, table } from "../statistics.ts";
import { type GlassSamples, installGlass } from "./probe-page.ts";
import { serveStockPage } from "./stock-page.ts";
import { startStripPublisher } from "./strip-publisher.ts";

/** A picture that stands longer than this has stalled: three frames at 30 fps, and a little. */
const STALL_MS = 120;
/** The player settles before samples count. */
const WARM_UP_MS = 15_000;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "300" },
      rtt: { type: "string", default: "0" },
      width: { type: "string", default: "1280" },
      player: { type: "string", default: "ours,stock" },
    },
  });
  const width = Number(values.width);
  const rttMs = Number(values.rtt);
  printConditions(
    `Glass to glass, ${width}x${(width * 9) / 16} at 30 fps, ${rttMs} ms round trip added, ${values.seconds} s a run`,
  );
  const stateDir = await mkdtemp(join(tmpdir(), "rill-glass-"));
  const stack = await startStack({ stateDir, demo: false });
  const browser = await launchChromium();
  const { streamKey } = await stack.createChannel("glass");
  const publisher = startStripPublisher({
    url: `${stack.rtmpUrl}/${streamKey}`,
    ffmpeg: stack.ffmpeg,
    width,
    height: (width * 9) / 16,
    frameRate: 30,
    bitrateKbps: width >= 1280 ? 2500 : 900,
    gop: 2,
  });
  const proxy = await startDelayProxy(Number(new URL(stack.url).port), rttMs / 2);
  const origin = rttMs > 0 ? `http://127.0.0.1:${proxy.port}` : stack.url;
  const stock = await serveStockPage(`${origin}/live/glass/master.m3u8`);
  try {
    await untilLive(`${stack.url}/live/glass/master.m3u8`);
    const rows: Row[] = [];
    for (const player of values.player.split(",")) {
      const url = player === "ours" ? `${origin}/glass` : stock.url;
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.addInitScript(installGlass, STALL_MS);
      await page.goto(url);
      await page.waitForFunction(() => window.glass.take().firstFrameAt > 0, null, { timeout: 30_000 });
      await page.waitForTimeout(WARM_UP_MS);
      await page.evaluate(() => window.glass.reset());
      await page.waitForTimeout(Number(values.seconds) * 1000);
      rows.push(rowOf(player, await page.evaluate(() => window.glass.take())));
      await context.close();
    }
    process.stdout.write(`${table(rows)}\n`);
    return 0;
  } finally {
    await publisher.stop();
    await browser.close();
    await stock.close();
    await proxy.close();
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

function rowOf(player: string, samples: GlassSamples): Row {
  const p = (share: number): number => Math.round(percentile(samples.latencies, share));
  return {
    player,
    "p50 ms": p(0.5),
    "p95 ms": p(0.95),
    "max ms": p(1),
    stalls: samples.stalls,
    "stalled ms": Math.round(samples.stalledMs),
    frames: samples.latencies.length,
    unreadable: samples.unreadable,
  };
}

async function untilLive(master: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await fetch(master)).ok) {
    if (performance.now() > deadline) throw new Error("the stream did not go live within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Journey: a streamer goes live, a waiting viewer and a newcomer watch, the rules of low-latency HLS hold, the stream ends as a VOD. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectLive } from "#scripts/inspect/live.ts";
import { readJpeg } from "#workers/images/jpeg.ts";
import { createWorld, pause, until, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld({ graceMs: 5000 });
});
afterAll(async () => world?.end());

describe("watching live", () => {
  it("shows a waiting viewer the picture when the streamer goes live, keeps it, and ends as a VOD", async () => {
    const key = await world.createKey("alpha");
    const waiting = await world.watch("/alpha");
    await waiting.page
      .getByText(/offline/i)
      .first()
      .waitFor({ timeout: 15_000 });
    const publisher = world.publish(key);
    await waiting.untilPlaying(2, 30_000);
    expect((await world.channel("alpha")).state).toBe("live");
    expect((await world.stack.live()).map((channel) => channel.login)).toEqual(["alpha"]);

    await until("the channel has a picture", 20_000, async () => (await world.channel("alpha")).still !== null);
    const { still } = await world.channel("alpha");
    const shown = await fetch(new URL(still ?? "", world.stack.url));
    const jpeg = new Uint8Array(await shown.arrayBuffer());
    expect([shown.headers.get("content-type"), readJpeg(jpeg)]).toEqual(["image/jpeg", { width: 640, height: 360 }]);
    // A picture of one colour has 3 KB.
    expect(jpeg.byteLength).toBeGreaterThan(10_000);

    const newcomer = await world.watch("/alpha");
    await newcomer.untilPlaying(2, 15_000);
    await waiting.mark();
    await pause(10_000);
    const watched = await waiting.watched();
    expect(watched.played).toBeGreaterThan(9);
    expect(watched.height).toBe(360);
    await until("both viewers are counted", 20_000, async () => (await world.channel("alpha")).viewers === 2);

    const report = await inspectLive(`${world.stack.url}/live/alpha/master.m3u8`, { seconds: 6 });
    expect(report.faults.filter((fault) => fault.level === "error")).toEqual([]);
    expect(report.checks).toBeGreaterThan(100);
    expect(report.renditions.map((rendition) => rendition.id).sort()).toEqual(["160p30", "audio", "source"]);

    await publisher.stop();
    await until("the broadcast is kept as a VOD", 30_000, async () => (await world.vods("alpha")).length === 1);
    const [vod] = await world.vods("alpha");
    expect(vod?.still).toMatch(new RegExp(`^/images/stills/[0-9]+/${vod?.id}/[0-9]+$`));
    expect(vod?.duration).toBeGreaterThan(15);
    for (const rendition of ["source", "160p30", "audio"]) {
      expect(await world.text(`/vods/${vod?.id}/${rendition}/media.m3u8`)).toContain("#EXT-X-ENDLIST");
    }
    const kept = await inspectLive(`${world.stack.url}/vods/${vod?.id}/master.m3u8`);
    expect(kept.faults.filter((fault) => fault.level === "error")).toEqual([]);
    expect(kept.renditions).toHaveLength(3);
    const replay = await world.watch(`/vods/${vod?.id}`);
    await replay.untilPlaying(2, 15_000);
    expect((await world.channel("alpha")).state).toBe("offline");
    expect([...waiting.faults, ...newcomer.faults, ...replay.faults]).toEqual([]);
    await Promise.all([waiting.close(), newcomer.close(), replay.close()]);
  });

  it("carries two channels at once", async () => {
    const keys = await Promise.all([world.createKey("beta"), world.createKey("gamma")]);
    for (const key of keys) world.publish(key);
    const viewers = await Promise.all([world.watch("/beta"), world.watch("/gamma")]);
    for (const viewer of viewers) await viewer.untilPlaying(5, 40_000);
    expect((await world.stack.live()).map((channel) => channel.login).sort()).toEqual(["beta", "gamma"]);
    await Promise.all(viewers.map((viewer) => viewer.close()));
  });
});

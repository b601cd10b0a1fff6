/** Journey: the publisher drops and comes back; viewers never reload, and the broadcast stays one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseMedia } from "#media/playlist/parse.ts";
import { createWorld, pause, until, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world?.end());

describe("a publisher that drops", () => {
  it("comes back after 5 s and after 30 s into the same broadcast, and viewers go on without a reload", async () => {
    const key = await world.createKey("alpha");
    let publisher = world.publish(key);
    const viewer = await world.watch("/alpha");
    await viewer.untilPlaying(3, 30_000);
    const before = await viewer.watched();
    const { broadcastId } = await world.channel("alpha");

    for (const [drop, outageMs] of [5000, 30_000].entries()) {
      await publisher.cut();
      await until("the page says reconnecting", 15_000, async () => (await viewer.state()) === "reconnecting");
      await pause(outageMs);
      publisher = world.publish(key);
      await viewer.mark();
      await viewer.untilPlaying(3, 30_000);
      const playlist = parseMedia(await world.text(`/live/alpha/${broadcastId}/source/media.m3u8`));
      const breaks = (playlist.open ?? playlist.segments.at(-1))?.period;
      expect(breaks).toBe(drop + 1);
    }
    expect((await viewer.watched()).element).toBe(before.element);
    expect((await world.channel("alpha")).broadcastId).toBe(broadcastId);
    expect(viewer.faults).toEqual([]);
    await viewer.close();
  });
});

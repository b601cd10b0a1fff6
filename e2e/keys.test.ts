/** Journey: stream keys. A wrong one is refused at once, a second publisher is refused while the first is there. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, until, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world?.end());

describe("stream keys", () => {
  it("refuse a publisher with a wrong key, and the encoder says why", async () => {
    const begun = performance.now();
    const { code, said } = await world.publish("rill_no-such-key").exited;
    expect(code).not.toBe(0);
    expect(said).toMatch(/not known|BadName|Unknown|error/i);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it("let one publisher in at a time", async () => {
    const key = await world.createKey("alpha");
    const first = world.publish(key);
    await until("the first is live", 20_000, async () => (await world.channel("alpha")).state === "live");
    const { broadcastId } = await world.channel("alpha");
    const { code, said } = await world.publish(key).exited;
    expect(code).not.toBe(0);
    expect(said).not.toBe("");
    const viewer = await world.watch("/alpha");
    await viewer.untilPlaying(3, 15_000);
    expect((await world.channel("alpha")).broadcastId).toBe(broadcastId);
    await first.cut();
    const next = world.publish(key);
    await until("the next one took over", 20_000, async () => (await world.channel("alpha")).state === "live");
    expect((await world.channel("alpha")).broadcastId).toBe(broadcastId);
    await next.stop();
    await viewer.close();
  });
});

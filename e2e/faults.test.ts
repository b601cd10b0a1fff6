/** Journey: parts of the platform die while people watch; nobody reloads. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Publisher } from "./publisher.ts";
import { createWorld, pause, until, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world?.end());

/** The newest of the transcoder's log entries about an event. */
function newest(event: string): Readonly<Record<string, unknown>> {
  return world.stack.logs.findLast((entry) => entry.fields?.["event"] === event)?.fields ?? {};
}

/** As OBS does: tries again while the platform still counts the first connection as live. */
async function publishUntilAccepted(key: string): Promise<Publisher> {
  for (;;) {
    const publisher = world.publish(key);
    const refused = await Promise.race([publisher.exited.then(() => true), pause(3000).then(() => false)]);
    if (!refused) return publisher;
  }
}

describe("faults while people watch", () => {
  it("an ffmpeg that is killed is replaced, and the picture does not stop", async () => {
    const publisher = world.publish(await world.createKey("alpha"));
    const viewer = await world.watch("/alpha");
    await viewer.untilPlaying(4, 30_000);
    await viewer.mark();
    const { pid } = newest("encoder-started");
    expect(typeof pid).toBe("number");
    if (typeof pid === "number") process.kill(pid, "SIGKILL");
    await until("another encoder runs", 10_000, () => newest("encoder-started")["pid"] !== pid);
    await pause(6000);
    const watched = await viewer.watched();
    expect(watched.played).toBeGreaterThan(5);
    await viewer.close();
    await publisher.stop();
  });

  it("a transcoder killed with -9 comes back, the publisher too, and the viewer goes on", async () => {
    const key = await world.createKey("beta");
    world.publish(key);
    const viewer = await world.watch("/beta");
    await viewer.untilPlaying(3, 30_000);
    const before = await viewer.watched();
    const { broadcastId } = await world.channel("beta");
    const ready = world.stack.nextReady("transcoder");
    world.stack.kill("transcoder", "SIGKILL");
    await ready;
    const again = await publishUntilAccepted(key);
    await viewer.mark();
    await viewer.untilPlaying(4, 40_000);
    expect((await viewer.watched()).element).toBe(before.element);
    expect((await world.channel("beta")).broadcastId).toBe(broadcastId);
    await viewer.close();
    await again.stop();
  });

  it("a Worker that is killed and started again resumes the broadcast for viewers and publisher", async () => {
    const publisher = world.publish(await world.createKey("gamma"));
    const viewer = await world.watch("/gamma");
    await viewer.untilPlaying(3, 30_000);
    const before = await viewer.watched();
    const { broadcastId } = await world.channel("gamma");
    const ready = world.stack.nextReady("worker");
    world.stack.kill("worker", "SIGKILL");
    await ready;
    await viewer.mark();
    await viewer.untilPlaying(5, 40_000);
    expect((await viewer.watched()).element).toBe(before.element);
    expect((await world.channel("gamma")).broadcastId).toBe(broadcastId);
    await viewer.close();
    await publisher.stop();
  });

  it("a live object aborted four times in a minute is not seen", async () => {
    const publisher = world.publish(await world.createKey("delta"));
    const viewer = await world.watch("/delta");
    await viewer.untilPlaying(8, 40_000);
    await viewer.mark();
    const stalls = await viewer.stalls();
    for (let i = 0; i < 4; i++) {
      const response = await fetch(`${world.stack.url}/debug/channels/delta/abort`, { method: "POST" });
      await response.body?.cancel();
      await pause(10_000);
    }
    expect(await viewer.stalls()).toBe(stalls);
    expect((await viewer.watched()).played).toBeGreaterThan(39);
    await viewer.close();
    await publisher.stop();
  });
});

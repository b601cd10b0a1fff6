/** Journey: a channel changes how close to live it is played, and a viewer chooses for themselves; neither reloads the page. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { Viewer } from "./viewer.ts";
import { createWorld, pause, until, type World } from "./world.ts";

/** Between what parts allow and what whole segments take, seconds. */
const CLOSE = 3;
const FAR = 4.5;

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world?.end());

async function setMode(login: string, latencyMode: LatencyMode): Promise<void> {
  const { url, operatorToken } = world.stack;
  const answer = await fetch(new URL(`/api/channels/${login}`, url), {
    method: "PATCH",
    headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ latencyMode }),
  });
  expect(answer.status).toBe(200);
}

async function chooseLowLatency(viewer: Viewer, label: "On" | "Off"): Promise<void> {
  // A move over the picture brings the controls.
  await viewer.page.mouse.move(300, 300);
  await viewer.page.mouse.move(320, 300);
  await viewer.page.getByRole("button", { name: "Settings" }).press("Enter");
  await viewer.page
    .getByRole("group", { name: "Low latency" })
    .getByRole("menuitemradio", { name: label })
    .press("Enter");
}

const isClose = async (viewer: Viewer): Promise<boolean> => ((await viewer.latency()) ?? FAR) < CLOSE;
const isFar = async (viewer: Viewer): Promise<boolean> => ((await viewer.latency()) ?? 0) > FAR;

test("the channel's latency mode is honoured as it changes, and the viewer's own choice goes before it", async () => {
  world.publish(await world.createKey("delta"));
  const viewer = await world.watch("/delta");
  await viewer.untilPlaying(8, 40_000);
  await until("it plays close to live", 10_000, () => isClose(viewer));
  const { element } = await viewer.watched();

  await setMode("delta", "normal");
  await until("the channel's mode holds it back", 20_000, () => isFar(viewer));
  await viewer.mark();
  await viewer.untilPlaying(3, 10_000);
  const modes = () => viewer.page.evaluate(() => window.rill?.player?.latencyMode);
  expect(await modes()).toBe("normal");
  // In the normal mode there is nothing to ask for but whole segments.
  await viewer.page.evaluate(() => performance.clearResourceTimings());
  await pause(5000);
  const asked = await viewer.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(asked.filter((name) => /\/\d+\.\d+\.m4s/.test(name))).toEqual([]);
  expect(asked.some((name) => /\/\d+\.m4s/.test(name))).toBe(true);

  await chooseLowLatency(viewer, "On");
  await until("the viewer's choice brings it close to live", 10_000, () => isClose(viewer));
  await viewer.page.keyboard.press("s");
  await viewer.page.getByText("on, as you chose").waitFor();
  expect((await viewer.watched()).element).toBe(element);

  await viewer.page.reload();
  await viewer.untilPlaying(2, 15_000);
  expect(await modes()).toBe("low");
  await chooseLowLatency(viewer, "Off");
  await until("it is played as the channel says again", 10_000, () => isFar(viewer));
  const other = await world.watch("/delta");
  await other.untilPlaying(2, 15_000);
  await until("a newcomer begins at the channel's distance", 10_000, () => isFar(other));
  expect([...viewer.faults, ...other.faults]).toEqual([]);
});

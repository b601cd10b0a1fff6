import { expect, test } from "vitest";
import { FLUSH_MS, Heartbeats, MAX_BATCH } from "./heartbeats.ts";

function gather() {
  const sent: string[][] = [];
  const kept: Promise<unknown>[] = [];
  const heartbeats = new Heartbeats();
  const beat = (viewer: string, now: number) =>
    heartbeats.beat(
      "1001",
      viewer,
      now,
      (work) => kept.push(work),
      async (ids) => sent.push([...ids]),
    );
  return { sent, kept, beat };
}

test("the first heartbeat goes at once, those soon after wait for each other and cost no call", async () => {
  const { sent, kept, beat } = gather();
  expect([await beat("a", 1000), await beat("b", 1500), await beat("c", 1600)]).toEqual([1, 1, 1]);
  expect([sent, kept.length]).toEqual([[["a"]], 1]);
});

test("those that waited go with the next that comes after the time, even when their own request died", async () => {
  const { sent, beat } = gather();
  await beat("a", 1000);
  await beat("b", 1500);
  await beat("c", 1000 + FLUSH_MS);
  expect(sent).toEqual([["a"], ["b", "c"]]);
});

test("a batch at its maximum is sent, and the next begins", async () => {
  const { sent, beat } = gather();
  await beat("a", 1000);
  for (let i = 0; i <= MAX_BATCH; i++) await beat(`viewer-${i}`, 1001);
  expect(sent.map((ids) => ids.length)).toEqual([1, MAX_BATCH]);
});

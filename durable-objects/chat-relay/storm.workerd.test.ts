/** Ten thousand lines through a real room and its relays while they sleep, break and come back: nothing lost, nothing doubled, one order. */
import { expect, test, vi } from "vitest";
import { MAX_BATCH_EVENTS, RING_EVENTS } from "#protocol/chat/limits.ts";
import type { Line } from "#testing/chat-storm/client.ts";
import { Storm } from "#testing/chat-storm/storm.ts";
import { RESTARTS_OF_ROOM, weather } from "#testing/chat-storm/weather.ts";
import { MAX_RECENT } from "../chat-room/calls.ts";
import { MAX_HELD_LINES } from "./link-lines.ts";

declare global {
  /** What the test runner passes on of the environment: names that begin with VITE_. */
  interface ImportMeta {
    readonly env: Readonly<Record<string, string | undefined>>;
  }
}

const LINES = 10_000;
/** Another storm: VITE_STORM_SEED=7 in the environment. Of chance there is more than the seed's: when things happen, and the relays' own. */
const SEED = Number(import.meta.env["VITE_STORM_SEED"] ?? 1);
/** Many times what it takes, milliseconds. */
const PATIENCE_MS = 120_000;

const crowd = { writers: 20, readers: 34 };
const storm = new Storm({ channelId: "6001", seed: SEED, ...crowd, relays: 3, lines: LINES });

/** What the room and its relays held at most. */
const most = { waiting: 0, roomRing: 0, relayRing: 0, heldLines: 0 };
const instances = new Set<string>();

async function look(): Promise<void> {
  const { instance, waiting, ring } = await storm.roomSnapshot();
  instances.add(instance);
  most.waiting = Math.max(most.waiting, waiting);
  most.roomRing = Math.max(most.roomRing, ring);
  for (const relay of await storm.relaySnapshots()) {
    most.relayRing = Math.max(most.relayRing, relay.ring);
    most.heldLines = Math.max(most.heldLines, relay.heldLines);
  }
}

/** All that the room has stored, oldest first. */
async function readBack(): Promise<readonly Line[]> {
  const pages: (readonly Line[])[] = [];
  for (let before: number | null = null; ; ) {
    const { events } = await storm.room.recent({ before, limit: MAX_RECENT });
    const [oldest] = events;
    if (oldest === undefined) return pages.toReversed().flat();
    pages.push(events.flatMap((event) => (event.kind === "message" ? [{ seq: event.seq, text: event.text }] : [])));
    before = oldest.seq;
  }
}

/** Where the two part; null when they are the same. */
function difference(seen: readonly Line[], stored: readonly Line[]): string | null {
  const isSame = (line: Line, other: Line | undefined): boolean => line.seq === other?.seq && line.text === other.text;
  const at = seen.findIndex((line, place) => !isSame(line, stored[place]));
  if (at >= 0) return `line ${at}: ${JSON.stringify(seen[at])} instead of ${JSON.stringify(stored[at])}`;
  return seen.length === stored.length ? null : `${seen.length} lines instead of ${stored.length}`;
}

test(
  `of ${LINES} lines none is lost and none is doubled, and everyone sees one order (seed ${SEED})`,
  async () => {
    await storm.begin();
    await look();
    await weather(storm, LINES, look);
    await storm.end();
    await look();
    const { clients, writers } = storm;
    expect(clients.flatMap(({ faults }) => faults)).toEqual([]);

    const stored = await readBack();
    expect([stored.length, new Set(stored.map(({ text }) => text)).size]).toEqual([LINES, LINES]);
    const differences = clients.map(({ lines }) => {
      const first = stored.findIndex(({ seq }) => seq === lines[0]?.seq);
      return difference(lines, stored.slice(Math.max(0, first)));
    });
    expect(differences).toEqual(clients.map(() => null));
    const fromTheBeginning = clients.slice(0, crowd.writers + crowd.readers);
    expect(new Set(fromTheBeginning.map(({ lines }) => lines.length))).toEqual(new Set([LINES]));
    // What was acknowledged stands where it was said to stand; and nobody's lines have changed places.
    for (const { client, number } of writers) {
      const own = stored.filter(({ text }) => text.endsWith(`of writer ${number}`));
      expect(difference(client.acknowledged, own)).toBeNull();
    }

    expect(instances.size).toBe(1 + RESTARTS_OF_ROOM);
    expect(most.waiting).toBeLessThan(MAX_BATCH_EVENTS);
    expect(Math.max(most.roomRing, most.relayRing)).toBe(RING_EVENTS);
    expect(most.heldLines).toBeLessThan(MAX_HELD_LINES);
    expect(await storm.roomSnapshot()).toMatchObject({ waiting: 0, kept: true });
    const nothing = { waiting: 0, heldLines: 0 };
    // Whoever came last may still be about to hear who one is.
    await vi.waitFor(async () => {
      expect(await storm.relaySnapshots()).toMatchObject([nothing, nothing, nothing]);
    });
  },
  PATIENCE_MS,
);

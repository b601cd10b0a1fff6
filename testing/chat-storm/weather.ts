/** What befalls a storm: in an order of its seed, something breaks, sleeps or drops every few hundred lines. Judges nothing. */
import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { assertNever } from "#protocol/assert.ts";
import type { Storm } from "./storm.ts";

/**
 * What happens and how often. The room's object is put out of memory and its sockets stay; an object breaks, and its sockets with it;
 * clients lose theirs; one more reader comes. A relay cannot be put out of memory while its link is open, so it only breaks.
 */
const DECK = [
  ["room sleeps", 8],
  ["room breaks", 4],
  ["relay breaks", 8],
  ["all break", 2],
  ["clients drop", 12],
  ["newcomer", 6],
] as const;
type Kind = (typeof DECK)[number][0];

const cards: readonly Kind[] = DECK.flatMap(([kind, times]) => Array.from({ length: times }, () => kind));
/** Times that the room's object begins anew by that. */
export const RESTARTS_OF_ROOM = cards.filter(
  (kind) => kind === "room sleeps" || kind === "room breaks" || kind === "all break",
).length;
/** Clients that drop at once, at most. */
const MOST_DROPPED = 12;

/** Runs until everything has happened; `after` is called after each. */
export async function weather(storm: Storm, lines: number, after: () => Promise<void>): Promise<void> {
  const kinds = shuffled(cards, storm);
  const pause = lines / (kinds.length + 1);
  for (const [at, kind] of kinds.entries()) {
    const due = (at + 0.5 + storm.random()) * pause;
    await storm.until(() => storm.acknowledged >= due);
    await befall(storm, kind);
    await after();
  }
}

async function befall(storm: Storm, kind: Kind): Promise<void> {
  switch (kind) {
    case "room sleeps":
      // It sleeps when nothing goes on. A line wakes it, or a relay that broke meanwhile.
      await storm.rest();
      await storm.roomSnapshot();
      await evictDurableObject(storm.room);
      if (storm.random() < 0.5) await broken(anyOf(storm.relays, storm));
      return storm.goOn();
    case "room breaks":
      return broken(storm.room);
    case "relay breaks":
      return broken(anyOf(storm.relays, storm));
    case "all break":
      return abortAllDurableObjects();
    case "clients drop":
      for (let left = 1 + storm.dice(MOST_DROPPED); left > 0; left--) {
        anyOf(storm.clients, storm)?.drop(storm.random() < 0.5);
      }
      return;
    case "newcomer":
      return storm.newcomer();
    default:
      assertNever(kind, "unknown weather");
  }
}

/** The call breaks with its object. */
async function broken(object: { abort(): Promise<void> } | undefined): Promise<void> {
  await object?.abort().catch(() => undefined);
}

const anyOf = <T>(all: readonly T[], storm: Storm): T | undefined => all[storm.dice(all.length)];

/** Fisher and Yates. */
function shuffled(all: readonly Kind[], storm: Storm): readonly Kind[] {
  const kinds = [...all];
  for (let at = kinds.length - 1; at > 0; at--) {
    const other = storm.dice(at + 1);
    const [one, two] = [kinds[at], kinds[other]];
    if (one !== undefined && two !== undefined) [kinds[at], kinds[other]] = [two, one];
  }
  return kinds;
}

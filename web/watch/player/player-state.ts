/**
 * What the watch page shows, from what the element, the library and the channel report. A pure reducer over facts; the phase is
 * derived, so that no order of events can leave it wrong. It knows no media element.
 */

import { assertNever } from "#protocol/assert.ts";
import type { LiveState } from "#protocol/channel/channel.ts";

export type Phase =
  | "connecting"
  | "live"
  /** Playing, but further from live than the player wants: one press catches up. */
  | "behind"
  /** The buffer ran dry; the last frame stays. */
  | "buffering"
  /** The publisher dropped and is expected back; the last frame stays. */
  | "reconnecting"
  /** The publisher is there, the first picture is not yet. */
  | "starting"
  | "ended"
  | "offline"
  | "error"
  | "unsupported";

export type PlayerFacts = {
  readonly supported: boolean;
  /** Null until the channel answered once. */
  readonly channel: LiveState | null;
  readonly broadcastId: string | null;
  /** The broadcast whose picture is, or was last, on the screen. */
  readonly shownBroadcastId: string | null;
  readonly hasFrame: boolean;
  readonly waiting: boolean;
  /** The playlist said that nothing follows, and all of it was played. */
  readonly finished: boolean;
  readonly behind: boolean;
  /** The library gave up and rebuilding did not help; a code for the words on the screen. */
  readonly fault: "network" | "media" | null;
};

export type PlayerEvent =
  | { readonly kind: "unsupported" }
  | { readonly kind: "channel"; readonly state: LiveState; readonly broadcastId: string | null }
  /** A source was given to the element: nothing of it was shown yet. */
  | { readonly kind: "loading"; readonly broadcastId: string | null; readonly keepsFrame: boolean }
  | { readonly kind: "frame" }
  | { readonly kind: "waiting" }
  | { readonly kind: "playing" }
  | { readonly kind: "finished" }
  | { readonly kind: "distance"; readonly behind: boolean }
  | { readonly kind: "fault"; readonly of: "network" | "media" }
  | { readonly kind: "recovered" };

export const PLAYER_START: PlayerFacts = {
  supported: true,
  channel: null,
  broadcastId: null,
  shownBroadcastId: null,
  hasFrame: false,
  waiting: false,
  finished: false,
  behind: false,
  fault: null,
};

export function reducePlayer(facts: PlayerFacts, event: PlayerEvent): PlayerFacts {
  switch (event.kind) {
    case "unsupported":
      return { ...facts, supported: false };
    case "channel":
      if (facts.channel === event.state && facts.broadcastId === event.broadcastId) return facts;
      return { ...facts, channel: event.state, broadcastId: event.broadcastId };
    case "loading":
      return {
        ...facts,
        hasFrame: event.keepsFrame && facts.hasFrame,
        shownBroadcastId: event.broadcastId,
        waiting: event.keepsFrame && facts.hasFrame,
        finished: false,
        behind: false,
        fault: null,
      };
    case "frame":
      return { ...facts, hasFrame: true, waiting: false, finished: false, fault: null };
    case "waiting":
      return { ...facts, waiting: true };
    case "playing":
      return { ...facts, waiting: false, fault: null };
    case "finished":
      return { ...facts, finished: true, waiting: false };
    case "distance":
      return facts.behind === event.behind ? facts : { ...facts, behind: event.behind };
    case "fault":
      return { ...facts, fault: event.of };
    case "recovered":
      return { ...facts, fault: null };
    default:
      return assertNever(event, "unknown player event");
  }
}

/** The one word for where playback stands. */
export function phaseOf(facts: PlayerFacts): Phase {
  if (!facts.supported) return "unsupported";
  if (facts.channel === null) return facts.hasFrame ? playingPhase(facts) : "connecting";
  if (facts.channel === "offline") return offlinePhase(facts);
  if (facts.channel === "starting") return "starting";
  if (facts.fault !== null) return "error";
  if (facts.finished && facts.shownBroadcastId === facts.broadcastId) return "ended";
  if (!facts.hasFrame || facts.finished) return "connecting";
  // While the buffer lasts, and as soon as media flows again, there is nothing to say.
  if (facts.channel === "reconnecting" && facts.waiting) return "reconnecting";
  return playingPhase(facts);
}

function playingPhase(facts: PlayerFacts): Phase {
  if (facts.waiting) return "buffering";
  return facts.behind ? "behind" : "live";
}

/** What is still in the buffer is played out before the end is announced. */
function offlinePhase(facts: PlayerFacts): Phase {
  if (facts.shownBroadcastId === null && !facts.hasFrame) return "offline";
  if (facts.hasFrame && !facts.finished && !facts.waiting) return playingPhase(facts);
  return "ended";
}

/** Whether a source should be loaded now: the broadcast can be played and is not the one already on the screen. */
export function wantsSource(facts: PlayerFacts): boolean {
  if (!facts.supported || facts.broadcastId === null) return false;
  const playable = facts.channel === "live" || facts.channel === "reconnecting";
  return playable && facts.shownBroadcastId !== facts.broadcastId;
}

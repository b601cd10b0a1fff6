/**
 * `window.rill.player`: a read-only view of the player for measurements and tests. Every value is read when it is asked for.
 * Latency, target and ahead are seconds; firstFrameAt is milliseconds on `performance.now()`; stalls counts since the page opened.
 */
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { JournalEntry } from "./journal.ts";
import { modeOf } from "./latency-mode.ts";
import type { Player } from "./player.ts";

export type PlayerProbe = {
  readonly state: string;
  readonly latency: number | null;
  readonly target: number;
  readonly latencyMode: LatencyMode;
  readonly buffer: number;
  readonly rate: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly droppedFrames: number;
  /** The rung on the screen, null before it is known. */
  readonly level: { readonly id: number; readonly width: number; readonly height: number } | null;
  readonly bandwidth: number | null;
  readonly firstFrameAt: number | null;
  readonly journal: readonly JournalEntry[];
};

declare global {
  interface Window {
    rill?: { readonly player: PlayerProbe | null };
  }
}

/** Puts the player's probe on the window; the answer takes it away again. */
export function exposePlayer(player: Player): () => void {
  const probe: PlayerProbe = {
    get state() {
      return player.view.phase;
    },
    get latency() {
      return player.metrics().latency;
    },
    get target() {
      return player.metrics().target;
    },
    get latencyMode() {
      return modeOf(player.view.latency);
    },
    get buffer() {
      return player.metrics().ahead;
    },
    get rate() {
      return player.metrics().rate;
    },
    get stalls() {
      return player.metrics().stalls;
    },
    get stalledMs() {
      return player.metrics().stalledMs;
    },
    get droppedFrames() {
      return player.metrics().droppedFrames;
    },
    get level() {
      const { quality } = player.view;
      return quality === null ? null : { id: quality.id, width: quality.width, height: quality.height };
    },
    get bandwidth() {
      return player.metrics().bandwidth;
    },
    get firstFrameAt() {
      return player.metrics().firstFrameAt;
    },
    get journal() {
      return player.metrics().journal;
    },
  };
  const exposed = { player: probe };
  window.rill = exposed;
  return () => {
    if (window.rill === exposed) window.rill = { player: null };
  };
}

/** What a player shows of itself: its view, which changes seldom, and its figures, which change all the time. */
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { Seconds } from "#protocol/units.ts";
import type { Quality, QualityChoice } from "./engine.ts";
import type { JournalEntry } from "./journal.ts";
import type { LatencyWish } from "./latency-mode.ts";
import { type Phase, PLAYER_START, type PlayerFacts } from "./player-state.ts";

export type PlayerView = {
  readonly phase: Phase;
  readonly facts: PlayerFacts;
  readonly paused: boolean;
  readonly muted: boolean;
  readonly volume: number;
  /** The browser refused sound: it plays muted until a tap. */
  readonly soundBlocked: boolean;
  /** The browser refused to play at all until a tap. */
  readonly playBlocked: boolean;
  readonly qualities: readonly Quality[];
  readonly hasAudioOnly: boolean;
  readonly choice: QualityChoice;
  readonly quality: Quality | null;
  readonly latency: LatencyWish;
};

export type PlayerMetrics = {
  readonly latency: Seconds | null;
  readonly target: Seconds;
  readonly ahead: Seconds;
  readonly rate: number;
  readonly bandwidth: number | null;
  readonly width: number;
  readonly height: number;
  readonly droppedFrames: number;
  readonly stalls: number;
  readonly stalledMs: number;
  /** `performance.now()` of the first frame, null before it. */
  readonly firstFrameAt: number | null;
  readonly journal: readonly JournalEntry[];
};

export function startView(video: HTMLVideoElement, latencyChoice: LatencyMode | null): PlayerView {
  return {
    phase: "connecting",
    facts: PLAYER_START,
    paused: true,
    muted: video.muted,
    volume: video.volume,
    soundBlocked: false,
    playBlocked: false,
    qualities: [],
    hasAudioOnly: false,
    choice: "auto",
    quality: null,
    latency: { channel: "low", own: latencyChoice },
  };
}

/** What the player needs of a playback library. Implemented over hls.js in `hls.ts` and over the browser's own HLS in `native-engine.ts`. */
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { BitsPerSecond, EpochMs, Ms, Seconds } from "#protocol/units.ts";
import type { EarlyPlaylist } from "../../early-load.ts";

/** A rung that a person can choose. `id` is stable while a source is loaded. */
export type Quality = {
  readonly id: number;
  readonly height: number;
  readonly width: number;
  readonly frameRate: number;
  readonly bitrate: BitsPerSecond;
};

/** What plays: chosen by the library, a rung, or the sound alone. */
export type QualityChoice = "auto" | "audio" | number;

export type EngineEvent =
  /** The ladder is known. */
  | { readonly kind: "ready"; readonly qualities: readonly Quality[]; readonly hasAudioOnly: boolean }
  | { readonly kind: "playlist"; readonly partTarget: Seconds | null; readonly targetDuration: Seconds }
  | { readonly kind: "quality"; readonly id: number; readonly why: string }
  /** A part (or segment) arrived. */
  | { readonly kind: "load"; readonly took: Ms; readonly part: boolean }
  /** The playlist ended: what is buffered is the last of it. */
  | { readonly kind: "last" }
  | { readonly kind: "note"; readonly text: string }
  /** The library stopped and needs help. */
  | { readonly kind: "fatal"; readonly of: "network" | "media"; readonly detail: string };

export type Engine = {
  /** Loads a multivariant playlist; `early` is what was fetched of it before. */
  load(url: string, early: EarlyPlaylist | null): void;
  /** Seconds behind the live edge as the library reckons; null while unknown. */
  latency(): Seconds | null;
  /** Wall clock at which the frame on the screen was captured, by EXT-X-PROGRAM-DATE-TIME. */
  capturedAt(): EpochMs | null;
  /** Where live is, on the element's time line. */
  livePosition(): Seconds | null;
  /** How far behind the edge to start and to jump to. */
  aimFor(target: Seconds): void;
  /** Parts as they come, or whole segments. */
  setLatencyMode(mode: LatencyMode): void;
  choose(choice: QualityChoice): void;
  bandwidth(): BitsPerSecond | null;
  /** Goes on loading after a fatal network error. */
  resume(): void;
  /** Rebuilds the decoder's buffers after a fatal media error. */
  recoverMedia(): void;
  destroy(): void;
};

export type EngineOptions = {
  readonly video: HTMLVideoElement;
  readonly live: boolean;
  /** Bandwidth of an earlier visit or the browser's guess, to choose the first rung by. */
  readonly startBandwidth: BitsPerSecond;
  readonly startTarget: Seconds;
  readonly latencyMode: LatencyMode;
  readonly emit: (event: EngineEvent) => void;
};

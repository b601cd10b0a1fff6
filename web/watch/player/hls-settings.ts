/** How hls.js is set up: close to the edge, patient with a server that restarts, quick to leave a rung that is gone. Knows no element. */
import type { HlsConfig, LoadPolicy, RetryConfig } from "hls.js";
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { BitsPerSecond, Seconds } from "#protocol/units.ts";

/** Seconds kept ahead and behind. A live viewer needs little; a recording is read ahead further. */
const LIVE_AHEAD = 8;
const VOD_AHEAD = 30;
const BEHIND = 20;
/** Pauses between repeated requests: doubling from the first to the most. */
const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 1500;
/** With these pauses, five minutes: longer than any grace after a publisher dropped. */
const RETRIES = 200;
/** A name that a playlist gave is there or will be; one that stays missing means another rung. */
const RETRIES_OF_MISSING = 3;
/** The server holds a blocking reload for three target durations at most; then something is wrong. */
const FIRST_BYTE_MS = 9000;
const WHOLE_LOAD_MS = 20_000;
/** A rung that failed is tried again after this. */
const PENALTY_MS = 20_000;
/** Stalls are ours to answer (latency-target.ts). */
const STALL_INCREASE = 0.1;

/** Repeats whatever may pass: no answer, a server's fault, too many requests, and for a while a missing name. */
const patient: NonNullable<RetryConfig["shouldRetry"]> = (config, count, isTimeout, response) => {
  if (config === null || config === undefined || count >= config.maxNumRetry) return false;
  if (isTimeout) return true;
  const status = response?.code ?? 0;
  if (status === 404 || status === 400) return count < RETRIES_OF_MISSING;
  // 200 is an answer without a segment yet.
  return status === 0 || status === 200 || status >= 500 || status === 408 || status === 425 || status === 429;
};

const retry: RetryConfig = {
  maxNumRetry: RETRIES,
  retryDelayMs: RETRY_FIRST_MS,
  maxRetryDelayMs: RETRY_MOST_MS,
  shouldRetry: patient,
};

const policy = (maxTimeToFirstByteMs: number): LoadPolicy => ({
  default: { maxTimeToFirstByteMs, maxLoadTimeMs: WHOLE_LOAD_MS, timeoutRetry: retry, errorRetry: retry },
});

export type HlsWish = {
  readonly live: boolean;
  /** In the normal mode the library plays whole segments, and asks for playlists as they become whole. */
  readonly latencyMode: LatencyMode;
  readonly startBandwidth: BitsPerSecond;
  /** Behind the edge. */
  readonly startTarget: Seconds;
};

export function hlsSettings({ live, latencyMode, startBandwidth, startTarget }: HlsWish): Partial<HlsConfig> {
  return {
    lowLatencyMode: live && latencyMode === "low",
    ...(live ? { liveSyncDuration: startTarget } : {}),
    // Our own control law steers the rate.
    maxLiveSyncPlaybackRate: 1,
    liveSyncOnStallIncrease: STALL_INCREASE,
    liveDurationInfinity: true,
    // The first part is asked for while the element still opens its source.
    startFragPrefetch: true,
    maxBufferLength: live ? LIVE_AHEAD : VOD_AHEAD,
    maxMaxBufferLength: live ? LIVE_AHEAD : VOD_AHEAD * 2,
    backBufferLength: BEHIND,
    // CMAF is passed through: a worker would cost its start and a copy of each part.
    enableWorker: false,
    // The first rung follows the bandwidth known before, without a test download.
    startLevel: -1,
    testBandwidth: false,
    abrEwmaDefaultEstimate: startBandwidth,
    abrEwmaDefaultEstimateMax: Math.max(startBandwidth, 5_000_000),
    // Parts are short: seconds of them in the estimate, a little slower than the library's segments' worth.
    abrEwmaFastLive: 4,
    abrEwmaSlowLive: 12,
    abrBandWidthFactor: 0.9,
    abrBandWidthUpFactor: 0.7,
    capLevelToPlayerSize: true,
    maxDevicePixelRatio: 2,
    errorPenaltyExpireMs: PENALTY_MS,
    // Not in these streams: subtitles, interstitials, DRM, timed metadata.
    enableInterstitialPlayback: false,
    enableDateRangeMetadataCues: false,
    enableID3MetadataCues: false,
    enableEmsgMetadataCues: false,
    manifestLoadPolicy: policy(FIRST_BYTE_MS),
    playlistLoadPolicy: policy(FIRST_BYTE_MS),
    fragLoadPolicy: policy(FIRST_BYTE_MS),
  };
}

/** From figures to one word and one sentence: how the broadcast is, and what its streamer can do. Pure. */
import type { LiveState } from "#protocol/channel/channel.ts";
import type { HealthReading } from "#protocol/channel/health.ts";
import { studioStrings } from "./studio-strings.ts";

export type Level = "off" | "unknown" | "good" | "warn" | "bad";
export type Judgement = { readonly level: Level; readonly sentence: string };

export type HealthFacts = {
  readonly state: LiveState;
  readonly readings: readonly HealthReading[];
  /** By the clock of the readings. */
  readonly now: number;
};

/** The newest reading says nothing any more after this long, milliseconds: five are missing. */
export const STALE_MS = 6000;
/** What counts as of late, milliseconds: one bad second is a hiccup. */
export const LATELY_MS = 5000;
/** Readings before which there is no usual value to compare with. */
export const USUAL_READINGS = 15;
/** An encode that is slower than this share of real time falls behind. */
export const LEAST_SPEED = 0.9;
/** Bundles that wait for the edge beyond this many are 5 s of picture. */
export const MOST_WAITING = 15;
/** Fewer frames a second than this are no moving picture. */
export const LEAST_FPS = 10;
/** A bitrate below this share of the usual one fell; so did frames below that share. */
export const FALLEN_BITRATE = 0.5;
export const FALLEN_FPS = 0.8;

const say = studioStrings.health;

export function judgeHealth({ state, readings, now }: HealthFacts): Judgement {
  if (state === "offline") return { level: "off", sentence: say.offline };
  if (state === "starting") return { level: "unknown", sentence: say.starting };
  if (state === "reconnecting") return { level: "bad", sentence: say.reconnecting };
  const newest = readings.at(-1);
  if (newest === undefined || now - newest.at > STALE_MS) return { level: "unknown", sentence: say.silent };
  const lately = readings.filter(({ at }) => newest.at - at < LATELY_MS);
  return badNews(newest, lately) ?? warning(newest, lately, readings) ?? { level: "good", sentence: say.good };
}

/** What viewers see: the most pressing first. */
function badNews(newest: HealthReading, lately: readonly HealthReading[]): Judgement | null {
  const bad = (sentence: string): Judgement => ({ level: "bad", sentence });
  const fps = mean(lately.map((reading) => reading.fps));
  if (fps < LEAST_FPS) return bad(say.fewFrames(Math.round(fps)));
  if (newest.ring > MOST_WAITING) return bad(newest.message || say.slowWay);
  if (mean(lately.map(({ speed }) => speed)) < LEAST_SPEED) return bad(say.slowServer);
  return null;
}

/** What viewers may come to see. */
function warning(
  newest: HealthReading,
  lately: readonly HealthReading[],
  readings: readonly HealthReading[],
): Judgement | null {
  const warn = (sentence: string): Judgement => ({ level: "warn", sentence });
  if (newest.message !== "") return warn(newest.message);
  if (readings.length < USUAL_READINGS) return null;
  const bitrate = mean(lately.map((reading) => reading.bitrate));
  const usualBitrate = median(readings.map((reading) => reading.bitrate));
  if (bitrate < FALLEN_BITRATE * usualBitrate) return warn(say.bitrateFell(usualBitrate, bitrate));
  const fps = mean(lately.map((reading) => reading.fps));
  const usualFps = median(readings.map((reading) => reading.fps));
  if (fps < FALLEN_FPS * usualFps) return warn(say.framesMissing(Math.round(usualFps), Math.round(fps)));
  return null;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

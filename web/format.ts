/** Numbers, durations and times as people read them. Pure: the time of now is passed in. */

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat();

/** 950, 12.3K, 1.2M. */
export const shortNumber = (value: number): string => short.format(Math.max(0, value));
/** The whole number, in the reader's way of grouping. */
export const wholeNumber = (value: number): string => whole.format(Math.max(0, value));

const two = (value: number): string => String(value).padStart(2, "0");

/** 0:07, 12:34, 1:02:03. */
export function clockTime(totalSeconds: number): string {
  const total = Number.isFinite(totalSeconds) ? Math.max(0, Math.floor(totalSeconds)) : 0;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = two(total % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A duration for screen readers and machines (ISO 8601). */
export function isoDuration(totalSeconds: number): string {
  return `PT${Math.max(0, Math.floor(totalSeconds))}S`;
}

/** 0.7 s, 12 s. */
export function latencyText(latency: number): string {
  const value = Math.max(0, latency);
  return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

/** 640 kb/s, 4.5 Mb/s. */
export function bitrateText(bitsPerSecond: number): string {
  if (bitsPerSecond < 1e6) return `${Math.round(bitsPerSecond / 1000)} kb/s`;
  return `${(bitsPerSecond / 1e6).toFixed(1)} Mb/s`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** `3 hours ago`, `yesterday`, `now`. `at` is RFC 3339. */
export function agoText(at: string, now: number): string {
  const past = (Date.parse(at) - now) / 1000;
  if (!Number.isFinite(past)) return "";
  for (const [unit, length] of UNITS) {
    if (Math.abs(past) >= length) return relative.format(Math.trunc(past / length), unit);
  }
  return "just now";
}

/** The absolute time in the reader's zone, for a tooltip. */
export function fullTime(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
}

/** What the address of an embedded player asks for: `?muted&autoplay&time&video`. Pure. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";

export type EmbedOptions = {
  readonly muted: boolean;
  /** False: it waits for a press. */
  readonly autoplay: boolean;
  /** A recording of the channel instead of what is live. */
  readonly video: string | null;
  /** Where in a recording to begin, seconds. */
  readonly time: number;
};

/** Longer than any recording, seconds: a day and a half. */
const MAX_TIME = 36 * 3600;

export function embedOptionsOf(search: string): EmbedOptions {
  const query = new URLSearchParams(search);
  const video = query.get("video");
  return {
    muted: flag(query.get("muted"), false),
    autoplay: flag(query.get("autoplay"), true),
    video: v.is(idSchema, video) ? video : null,
    time: secondsOf(query.get("time") ?? ""),
  };
}

/** `?muted` alone means yes, as `?muted=true` and `?muted=1` do. */
function flag(value: string | null, absent: boolean): boolean {
  return value === null ? absent : value !== "false" && value !== "0";
}

/** `1h2m3s`, `90s` or `90`; 0 for anything else. */
function secondsOf(text: string): number {
  const parts = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(text);
  const [hours = "0", minutes = "0", seconds = "0"] = parts?.slice(1) ?? [];
  return Math.min(MAX_TIME, Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

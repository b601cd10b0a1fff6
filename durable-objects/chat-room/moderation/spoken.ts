/**
 * What the room remembers of a user's last messages, for the rules about pace and repetition. Only what was taken counts, as on Twitch: a
 * refused message costs its sender nothing here, and whoever floods with them meets the limit of frames a socket. Pure.
 */
import { HISTORY_MS, MAX_MODERATOR_SENDS, MAX_SENDS, SEND_WINDOW_MS } from "#protocol/chat/limits.ts";
import type { Spoken } from "./state.ts";

export const NOTHING_SPOKEN: Spoken = { sentAt: [], texts: [] };

/** Texts that are remembered of one user: as many as a viewer can say while a duplicate counts. Unique chat looks no further either. */
export const MAX_REMEMBERED_TEXTS = MAX_SENDS;
/** Time for which unique chat knows a text, milliseconds. */
export const UNIQUE_MS = HISTORY_MS;
/** Texts up to this many UTF-16 units are remembered as they are, longer ones by a fingerprint: thousands of users are remembered. */
const MAX_KEPT_TEXT = 48;

/** What was said, with this message: `key` is its `repeatKey`. */
export function speak(spoken: Spoken, key: string, now: number): Spoken {
  // The newest is kept however old it is: slow mode may look further back than the rate does.
  const recent = spoken.sentAt.filter((at, i) => at > now - SEND_WINDOW_MS || i === spoken.sentAt.length - 1);
  const known = spoken.texts.filter(({ text, at }) => at > now - UNIQUE_MS && text !== key);
  return {
    sentAt: [...recent.slice(-(MAX_MODERATOR_SENDS - 1)), now],
    texts: [...known.slice(-(MAX_REMEMBERED_TEXTS - 1)), { text: key, at: now }],
  };
}

/** Shown as nothing, so that they make no other message: formats, joiners, fillers, selectors and tags. */
const UNSEEN =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0]|\u034f|[\ufe00-\ufe0f]|\udb40[\udc00-\uddef]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
const ASCII = /^[\x00-\x7f]*$/;

/** What two messages have in common that are the same to a reader: case, width of spaces and what is not seen do not count. */
export function repeatKey(text: string): string {
  const lower = text.toLowerCase();
  const seen = ASCII.test(lower) ? lower : lower.replace(UNSEEN, "");
  const key = /\s\s|[^\S ]/.test(seen) ? seen.replace(/\s+/g, " ") : seen;
  return key.length <= MAX_KEPT_TEXT ? key : fingerprint(key);
}

/** 64 bits of a long text (MurmurHash3's mixing), and its length. */
function fingerprint(text: string): string {
  let one = 0x9747b28c ^ text.length;
  let two = 0x3c6ef372;
  for (let i = 0; i < text.length; i += 2) {
    // Two units at a time; there is none behind the last.
    const pair = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    one = Math.imul(one ^ pair, 0x85ebca6b);
    two = Math.imul(two ^ pair, 0xc2b2ae35);
    one ^= one >>> 15;
    two ^= two >>> 13;
  }
  const hex = (part: number): string => (part >>> 0).toString(36);
  // No text that is kept as it is begins so: it would begin with a space.
  return ` ${text.length}:${hex(one)}${hex(two)}`;
}

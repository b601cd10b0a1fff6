/** Rules about what a message may hold: only emotes, and no links. Pure. */
import { refusal } from "../refusal.ts";
import type { Rule } from "./rule.ts";

export const emotesOnly: Rule = ({ modes, line }) =>
  modes.emoteOnly && !line.emotesOnly
    ? refusal("msg_emoteonly", "This room is in emote only mode. Only messages of emotes are shown.")
    : null;

export const noLinks: Rule = ({ modes, line }) =>
  !modes.linksAllowed && hasLink(line.text)
    ? refusal("msg_links", "Your message was not sent because links are not allowed in this room.")
    : null;

/** Endings of the addresses that people post, but for those that are words: people forget the space after a full stop. With a path behind it, any ending makes an address: `example.rocks/x`. */
const ENDINGS =
  "com|net|org|info|biz|edu|gov|io|tv|gg|me|co|uk|de|fr|it|es|nl|pl|ru|eu|ca|au|br|jp|cn|be|ly|to|cc|ws|xyz|site|online|shop|store|club|live|stream|link|click|vip|app|dev|blog|games?|chat|pro|zone|cloud|tech|social|xxx|porn|sex|cam|bet|casino|win|icu|su|fm|im|sh|ai|st|la|tk|ml|ga|cf|gl|рф";
const DOT = "[.\\u2024\\u3002\\uff0e\\uff61]";
/**
 * A scheme; a name, a dot and an ending; a name, a dot and a path. Every way begins at a dot or colon with one character before it, so that a
 * long text without them costs nothing.
 */
const LINK = new RegExp(
  `(?<=[a-z])://[^\\s]|(?<=[^\\s.,!?])${DOT}(?:(?:${ENDINGS}|xn--[a-z0-9-]{1,60})(?![\\p{L}\\p{N}_-]|${DOT}[\\p{L}\\p{N}])|[\\p{L}]{2,24}/[^\\s])`,
  "iu",
);

export const hasLink = (text: string): boolean => LINK.test(text);

/** Message tags of IRCv3: parsed and rendered, with their escapes (ircv3.net/specs/extensions/message-tags). Knows no tag by name. */

export type IrcTags = ReadonlyMap<string, string>;
/** Tags to be rendered; an empty value is written as `key=`, which Twitch's clients count on. */
export type TagValues = Readonly<Record<string, string | number>>;

const ESCAPES: Readonly<Record<string, string>> = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };
const UNESCAPES: Readonly<Record<string, string>> = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };

/** NUL has no escape and may not stand in a line. */
const escapeTag = (value: string): string =>
  value.replaceAll("\0", "").replace(/[; \\\r\n]/g, (character) => ESCAPES[character] ?? "");

/** An escape that is none stands for the character after the backslash; a lone backslash at the end for nothing. */
const unescapeTag = (value: string): string =>
  value.replace(/\\(.?)/gs, (_, character: string) => UNESCAPES[character] ?? character);

/** The tags without their `@`. Of a key that comes twice the last counts; a tag without a key is none. */
export function parseTags(text: string): IrcTags {
  const tags = new Map<string, string>();
  for (const tag of text.split(";")) {
    const equals = tag.indexOf("=");
    const key = equals < 0 ? tag : tag.slice(0, equals);
    if (key !== "") tags.set(key, equals < 0 ? "" : unescapeTag(tag.slice(equals + 1)));
  }
  return tags;
}

/** The tags in the order of their keys, as Twitch sends them, without `@`. */
export function renderTags(tags: TagValues): string {
  return Object.keys(tags)
    .sort()
    .map((key) => `${key}=${escapeTag(String(tags[key] ?? ""))}`)
    .join(";");
}

/** Cuts a message into text, links, mentions and emotes. Only https is a link; what it shows is what it opens. Pure; makes no elements. */
import type { EmoteSpan } from "#protocol/chat/event.ts";

export type MessagePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  /** `login` is in lower case. */
  | { readonly kind: "mention"; readonly text: string; readonly login: string }
  /** `name` is what was typed: the emote's name. */
  | { readonly kind: "emote"; readonly id: string; readonly name: string };

const LINK = /https:\/\/[^\s<>"`{}|\\^]+/giu;
/** A mention begins a word, so that an address of mail is none. */
const MENTION = /(?<![\p{L}\p{N}_@.])@([a-z0-9][a-z0-9_]{0,24})(?![a-z0-9_])/giu;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,!?;:'"*_~\])]+$/u;

export function messageParts(text: string, emotes: readonly EmoteSpan[] = []): readonly MessagePart[] {
  if (emotes.length === 0) return wordParts(text);
  // Positions count code points (docs/protocol.md); strings count UTF-16 units.
  const points = [...text];
  const parts: MessagePart[] = [];
  let from = 0;
  for (const { id, start, end } of [...emotes].sort((a, b) => a.start - b.start)) {
    // A span that lies outside the text or over another one is not drawn: its text is.
    if (start < from || end < start || end >= points.length) continue;
    parts.push(...wordParts(points.slice(from, start).join("")));
    parts.push({ kind: "emote", id, name: points.slice(start, end + 1).join("") });
    from = end + 1;
  }
  parts.push(...wordParts(points.slice(from).join("")));
  return parts;
}

/** Whether these names, in lower case, are mentioned. */
export function mentions(text: string, names: readonly string[]): boolean {
  return [...text.matchAll(MENTION)].some((match) => names.includes((match[1] ?? "").toLowerCase()));
}

function wordParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTrailing(match[0]);
    const href = safeAddress(shown);
    if (href === null) continue;
    parts.push(...mentionParts(text.slice(from, match.index)));
    parts.push({ kind: "link", text: shown, href });
    from = match.index + shown.length;
  }
  parts.push(...mentionParts(text.slice(from)));
  return parts;
}

function mentionParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "mention", text: match[0], login: (match[1] ?? "").toLowerCase() });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/** A closing bracket stays when the address opened it, as in Wikipedia's. */
function withoutTrailing(address: string): string {
  const end = TRAILING.exec(address);
  if (end === null) return address;
  const bare = address.slice(0, end.index);
  return end[0].startsWith(")") && bare.includes("(") ? `${bare})` : bare;
}

/** Null for what is no address, and for one that hides its host behind a name and password. */
function safeAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const plain = url.protocol === "https:" && url.username === "" && url.password === "";
  return plain && url.hostname.includes(".") ? url.href : null;
}

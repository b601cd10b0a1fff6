/** Cuts a message into text and links. Only https is a link; what it shows is what it opens. Pure; makes no elements. */

export type MessagePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

const CANDIDATE = /https:\/\/[^\s<>"`{}|\\^]+/giu;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,!?;:'"*_~\])]+$/u;

export function messageParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutTrailing(match[0]);
    const href = safeAddress(shown);
    if (href === null) continue;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "link", text: shown, href });
    from = match.index + shown.length;
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

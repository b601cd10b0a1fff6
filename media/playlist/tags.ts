/** Writes one tag with its attribute list. Knows the list's grammar (RFC 8216bis 4.2), not what the attributes mean. */
import { assert } from "#protocol/assert.ts";

/** An attribute's value is written as given; null leaves the attribute out. */
export function renderTag(name: string, attributes: Readonly<Record<string, string | null>>): string {
  const list = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]));
  return `#${name}:${list.join(",")}`;
}

/** A quoted-string, which has no way to escape a quote or a line end. */
export function quoted(text: string): string {
  assert(!/["\r\n]/.test(text), `a quoted string holds no quote and no line end: ${JSON.stringify(text)}`);
  return `"${text}"`;
}

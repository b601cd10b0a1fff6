/** Cuts a text at what was found in it, for marking. Positions are code points, first and last inclusive, as the room counts. Pure. */

export type MarkedPart = { readonly text: string; readonly marked: boolean };

export function splitSpans(text: string, spans: readonly (readonly [number, number])[]): readonly MarkedPart[] {
  const points = [...text];
  const parts: MarkedPart[] = [];
  const add = (from: number, to: number, marked: boolean) => {
    if (to > from) parts.push({ text: points.slice(from, to).join(""), marked });
  };
  let at = 0;
  for (const [first, last] of spans.toSorted((a, b) => a[0] - b[0])) {
    // What was found twice is marked once.
    const from = Math.max(at, first);
    const to = Math.min(points.length, last + 1);
    if (to <= from) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, points.length, false);
  return parts;
}

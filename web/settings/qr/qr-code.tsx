/** A QR code of a text, drawn as one path. Always dark on light with its margin, whatever the theme: readers need both. */
import { codewordsOf } from "./codewords.ts";
import { matrixOf } from "./matrix.ts";

/** Squares of margin that readers need on each side. */
const QUIET = 4;

export type QrCodeProps = { readonly text: string; readonly label: string; readonly size: number };

/** Nothing for a text that is too long: the page shows the text beside it in any case. */
export function QrCode({ text, label, size }: QrCodeProps) {
  const codewords = codewordsOf(text);
  if (codewords === null) return null;
  const rows = matrixOf(codewords);
  const side = rows.length + 2 * QUIET;
  const path = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg width={size} height={size} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges" role="img">
      <title>{label}</title>
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

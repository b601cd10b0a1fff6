/**
 * The binary timecode strip: the wall clock of a frame's making, painted into its top rows, readable at any rendition's size.
 * 40 blocks across the picture's width: 32 bits of milliseconds since STRIP_EPOCH_MS, then 8 check bits. Pure.
 */

export const STRIP_BLOCKS = 40;
/** 2026-01-01T00:00:00Z. 32 bits of milliseconds wrap after 49.7 days; a reader takes the value nearest now. */
export const STRIP_EPOCH_MS = Date.UTC(2026, 0, 1);
const WHITE = 225;
const BLACK = 25;
const WRAP = 2 ** 32;

/** The 40 bits of a stamp, most significant first. */
export function stripBits(epochMs: number): readonly boolean[] {
  const stamp = Math.round(epochMs - STRIP_EPOCH_MS) % WRAP;
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(stamp / 2 ** shift) & 0xff);
  const check = octets.reduce((sum, octet) => sum ^ octet, 0x5a);
  return [...octets, check].flatMap((octet) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((octet >> bit) & 1) === 1));
}

/** Paints the strip into the luma plane of a yuv420p frame and clears the chroma below it. `width` is a multiple of 80. */
export function paintStrip(frame: Uint8Array, width: number, height: number, epochMs: number): void {
  const block = width / STRIP_BLOCKS;
  const row = new Uint8Array(width);
  stripBits(epochMs).forEach((bit, index) => {
    row.fill(bit ? WHITE : BLACK, index * block, (index + 1) * block);
  });
  for (let y = 0; y < block; y++) frame.set(row, y * width);
  const chroma = (width / 2) * (block / 2);
  const planeSize = (width * height) / 4;
  frame.fill(128, width * height, width * height + chroma);
  frame.fill(128, width * height + planeSize, width * height + planeSize + chroma);
}

/** Reads a stamp from 40 brightness samples (0 to 255); null when the check bits do not fit. */
export function readStrip(samples: ArrayLike<number>, nowMs: number): number | null {
  const octets: number[] = [];
  for (let at = 0; at < STRIP_BLOCKS; at += 8) {
    let octet = 0;
    for (let bit = 0; bit < 8; bit++) octet = (octet << 1) | ((samples[at + bit] ?? 0) > 127 ? 1 : 0);
    octets.push(octet);
  }
  const [a = 0, b = 0, c = 0, d = 0, check = 0] = octets;
  if ((a ^ b ^ c ^ d ^ 0x5a) !== check) return null;
  const stamp = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const wraps = Math.round((nowMs - STRIP_EPOCH_MS - stamp) / WRAP);
  return STRIP_EPOCH_MS + stamp + wraps * WRAP;
}

/** How a box is written (ISO/IEC 14496-12 4.2), and the fields in it. Knows no box by name. */

/** A piece of a box's content: bytes as they are, or bytes as numbers. */
export type Piece = Uint8Array | readonly number[];

/** 4.2: size, type, content. */
export function box(type: string, ...content: readonly Piece[]): Uint8Array {
  const size = content.reduce((sum, piece) => sum + piece.length, 8);
  const bytes = new Uint8Array(size);
  bytes.set(u32(size));
  bytes.set(ascii(type), 4);
  let at = 8;
  for (const piece of content) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** 4.2: a FullBox has a version and 24 bits of flags before its content. */
export const fullBox = (type: string, version: number, flags: number, ...content: readonly Piece[]): Uint8Array =>
  box(type, [version, ...u24(flags)], ...content);

export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];
export const u24 = (value: number): number[] => [(value >>> 16) & 0xff, ...u16(value)];
export const u32 = (value: number): number[] => [(value >>> 24) & 0xff, ...u24(value)];
export const zeros = (count: number): number[] => new Array<number>(count).fill(0);
/** Characters of ASCII, one byte each. */
export const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** The squares of a QR code: patterns for the reader, the codewords in their zigzag, and the mask that is easiest to read. Pure. */
import type { Codewords } from "./codewords.ts";
import { penalty } from "./penalty.ts";

/** Centres of the alignment patterns, by version (ISO/IEC 18004, annex E). */
const ALIGNMENT: readonly (readonly number[])[] = [
  ...[[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34]],
  ...[
    [6, 22, 38],
    [6, 24, 42],
    [6, 26, 46],
    [6, 28, 50],
  ],
];

/** Whether a square is turned over, by mask (table 10). */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Level M in the format information is 00. */
const LEVEL_M = 0b00;
const VERSION_SHOWN_FROM = 7;

/** Rows of squares; true is dark. Without the quiet margin. */
export type Matrix = readonly (readonly boolean[])[];

class Grid {
  readonly size: number;
  readonly dark: boolean[][];
  /** Squares that are a pattern, and hold no data. */
  readonly fixed: boolean[][];

  constructor(size: number) {
    this.size = size;
    const rows = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    this.dark = rows();
    this.fixed = rows();
  }

  has(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.size && y < this.size;
  }

  isDark(x: number, y: number): boolean {
    return this.dark[y]?.[x] ?? false;
  }

  isFixed(x: number, y: number): boolean {
    return this.fixed[y]?.[x] ?? true;
  }

  fix(x: number, y: number, dark: boolean): void {
    this.set(x, y, dark);
    const row = this.fixed[y];
    if (row !== undefined && this.has(x, y)) row[x] = true;
  }

  set(x: number, y: number, dark: boolean): void {
    const row = this.dark[y];
    if (row !== undefined && this.has(x, y)) row[x] = dark;
  }
}

export function matrixOf({ version, bytes }: Codewords): Matrix {
  const grid = new Grid(17 + version * 4);
  drawPatterns(grid, version);
  drawFormat(grid, 0);
  drawCodewords(grid, bytes);
  let best = { mask: 0, cost: Number.POSITIVE_INFINITY };
  for (const mask of MASKS.keys()) {
    applyMask(grid, mask);
    drawFormat(grid, mask);
    const cost = penalty(grid.dark);
    if (cost < best.cost) best = { mask, cost };
    applyMask(grid, mask);
  }
  applyMask(grid, best.mask);
  drawFormat(grid, best.mask);
  return grid.dark;
}

function drawPatterns(grid: Grid, version: number): void {
  const { size } = grid;
  for (let at = 0; at < size; at++) {
    grid.fix(6, at, at % 2 === 0);
    grid.fix(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3] as const, [size - 4, 3] as const, [3, size - 4] as const]) drawRings(grid, x, y, 4);
  const centres = ALIGNMENT[version - 1] ?? [];
  const last = centres.length - 1;
  for (const [i, x] of centres.entries()) {
    for (const [j, y] of centres.entries()) {
      const onFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!onFinder) drawRings(grid, x, y, 2);
    }
  }
  if (version >= VERSION_SHOWN_FROM) drawVersion(grid, version);
}

/** A finder (reach 4, its white border included) or an alignment pattern (reach 2): rings around a centre. */
function drawRings(grid: Grid, x: number, y: number, reach: number): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      if (grid.has(x + dx, y + dy)) grid.fix(x + dx, y + dy, reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1);
    }
  }
}

/** The remainder that a BCH code appends to a value. */
function bch(value: number, polynomial: number, bits: number): number {
  let remainder = value;
  for (let round = 0; round < bits; round++) {
    remainder = (remainder << 1) ^ ((remainder >>> (bits - 1)) * polynomial);
  }
  return remainder & ((1 << bits) - 1);
}

function drawFormat(grid: Grid, mask: number): void {
  const data = (LEVEL_M << 3) | mask;
  const word = ((data << 10) | bch(data, 0x537, 10)) ^ 0x5412;
  const bit = (at: number) => ((word >>> at) & 1) !== 0;
  const { size } = grid;
  for (let at = 0; at <= 5; at++) grid.fix(8, at, bit(at));
  grid.fix(8, 7, bit(6));
  grid.fix(8, 8, bit(7));
  grid.fix(7, 8, bit(8));
  for (let at = 9; at < 15; at++) grid.fix(14 - at, 8, bit(at));
  for (let at = 0; at < 8; at++) grid.fix(size - 1 - at, 8, bit(at));
  for (let at = 8; at < 15; at++) grid.fix(8, size - 15 + at, bit(at));
  grid.fix(8, size - 8, true);
}

function drawVersion(grid: Grid, version: number): void {
  const word = (version << 12) | bch(version, 0x1f25, 12);
  for (let at = 0; at < 18; at++) {
    const dark = ((word >>> at) & 1) !== 0;
    const near = grid.size - 11 + (at % 3);
    const far = Math.floor(at / 3);
    grid.fix(near, far, dark);
    grid.fix(far, near, dark);
  }
}

/** Two columns at a time from the right, up and down in turn, past the upright timing pattern. */
function drawCodewords(grid: Grid, bytes: Uint8Array): void {
  const { size } = grid;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      for (const x of [right, right - 1]) {
        const upward = ((right + 1) & 2) === 0;
        const y = upward ? size - 1 - step : step;
        if (grid.isFixed(x, y) || at >= bytes.length * 8) continue;
        grid.set(x, y, (((bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) !== 0);
        at += 1;
      }
    }
  }
}

/** Twice is not at all. */
function applyMask(grid: Grid, mask: number): void {
  const turns = MASKS[mask];
  for (let y = 0; y < grid.size; y++) {
    for (let x = 0; x < grid.size; x++) {
      if (!grid.isFixed(x, y) && turns?.(x, y) === true) grid.set(x, y, !grid.isDark(x, y));
    }
  }
}

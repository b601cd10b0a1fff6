import { expect, test } from "vitest";
import { codewordsOf } from "./codewords.ts";
import { matrixOf } from "./matrix.ts";
import { checkCodewords } from "./reed-solomon.ts";

test("check codewords are those of the standard's own example", () => {
  // ISO/IEC 18004, annex I: 01234567 as version 1-M.
  const data = Uint8Array.from([16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17]);
  expect([...checkCodewords(data, 10)]).toEqual([165, 36, 212, 193, 237, 54, 199, 135, 44, 85]);
});

test("a short text becomes a code that readers read", () => {
  const codewords = codewordsOf("rill.example");
  expect(codewords?.version).toBe(1);
  expect(Buffer.from(codewords?.bytes ?? []).toString("hex")).toBe(
    "40c72696c6c2e6578616d706c650ec11d64f34171993dccae06e",
  );
  const rows = codewords === null ? [] : matrixOf(codewords);
  expect(rows.map((row) => row.map((dark) => (dark ? "#" : ".")).join(""))).toEqual([
    "#######.......#######",
    "#.....#..#.##.#.....#",
    "#.###.#.#.###.#.###.#",
    "#.###.#.#.##..#.###.#",
    "#.###.#.##.##.#.###.#",
    "#.....#.#.#.#.#.....#",
    "#######.#.#.#.#######",
    "........#..##........",
    "#.#####..#..#.#####..",
    "...###...#..#..##...#",
    "##.#..###..#.#...###.",
    ".#...#.#.....#.#.##.#",
    "###..####.##..###....",
    "........##..###.##.##",
    "#######.....##....##.",
    "#.....#.######...##..",
    "#.###.#.#..####....##",
    "#.###.#.###....###...",
    "#.###.#.#..##.....#..",
    "#.....#..#..##.##.#..",
    "#######.#.##..#.#..#.",
  ]);
});

test("each version is taken up to what it holds, and a text beyond the last has no code", () => {
  const version = (length: number) => codewordsOf("x".repeat(length))?.version ?? null;
  expect([0, 14, 15, 180, 181, 213, 214].map(version)).toEqual([1, 1, 2, 9, 10, 10, null]);
  expect(codewordsOf("ü".repeat(106))?.version).toBe(10);
  expect(codewordsOf("ü".repeat(107))).toBe(null);
});

test.each([1, 2, 7, 10])("version %i has the size of its version, and finders in three corners", (version) => {
  const capacity = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213][version - 1] ?? 0;
  const codewords = codewordsOf("x".repeat(capacity));
  const rows = codewords === null ? [] : matrixOf(codewords);
  const size = 17 + 4 * version;
  expect([rows.length, rows[0]?.length]).toEqual([size, size]);
  const corners = [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ] as const;
  for (const [x, y] of corners) {
    expect(
      rows.slice(y, y + 7).map((row) =>
        row
          .slice(x, x + 7)
          .map(Number)
          .join(""),
      ),
    ).toEqual(["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]);
  }
});

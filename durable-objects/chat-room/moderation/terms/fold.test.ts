import { expect, test } from "vitest";
import { prng } from "#testing/prng.ts";
import { fold, signsOf } from "./fold.ts";

const readings = (text: string): readonly string[] => fold(text).readings.map((each) => each.text);

test.each([
  ["Hello, World!", [" helo world "]],
  ["", [" "]],
  ["...!?", [" "]],
  ["fuuuuudge", [" fudge "]],
  ["ＦＵＬＬ ｗｉｄｔｈ", [" ful width "]],
  ["𝓫𝓸𝓵𝓭 ⓒⓘⓡⓒⓛⓔ", [" bold circle "]],
  ["сука ЅРАМ", [" cyka spam "]],
  ["ναι", [" vai "]],
  ["crème brûlée n̈o", [" creme brule no "]],
  ["f\u200bu\u00add\u2060ge", [" fudge "]],
  ["you're he'll", [" you re he l "]],
  ["hi🍆there", [" hi 🍆 there ", " hithere "]],
  ["你好吗", [" 你 好 吗 "]],
  ["½ ﬁne", [" 12 fine "]],
])("reads %j as words of plain letters", (text, expected) => {
  expect(readings(text)).toEqual(expected);
});

test.each([
  ["b.a.d", " bad "],
  ["b-a_d word", " bad word "],
  ["b a d", " bad "],
  ["so b a d !", " so bad "],
  ["b@d", " bad "],
  ["$o b4d", " so bad "],
  ["a$$", " as "],
  ["5p4m", " spam "],
  ["🇧🇦🇩", " bad "],
  ["b👏a👏d", " bad "],
  ["b'a'd", " bad "],
  ["ΒΗΤ", " bht "],
])("finds what is hidden in %j", (text, expected) => {
  expect(readings(text)).toContain(expected);
});

test("1 is read as i and as l", () => {
  expect(readings("b1g he1p")).toEqual([" b1g he1p ", " big heip ", " blg help "]);
});

test.each(["nice!", "well, yes", "2024", "is it 5 o'clock?", "I a", "why...", "no - never"])(
  "an ordinary line is read once: %j",
  (text) => {
    expect(readings(text)).toHaveLength(1);
  },
);

test("a number with its unit stays a number", () => {
  expect(readings("100k 90s 60fps")).toEqual([" 10k 90s 60fps ", " 10k 90s 6ofps "]);
});

test("two single letters are no word", () => {
  expect(readings("a b cd")).toEqual([" a b cd "]);
  expect(readings("a b c")).toEqual([" a b c ", " abc "]);
});

test("Hangul is the same typed in syllables and in letters", () => {
  expect(readings("한글")).toEqual(readings("한글".normalize("NFD")));
});

test("every sign knows how often it stood and where it began", () => {
  const { units, runs, places, length } = signsOf("😀 Goood", "plain");
  const signs = Array.from({ length }, (_, at) => [String.fromCharCode(units[at] ?? 0), runs[at], places[at]]);
  expect(signs.slice(-5)).toEqual([
    [" ", 1, 1],
    ["g", 1, 2],
    ["o", 3, 3],
    ["d", 1, 6],
    [" ", 1, 7],
  ]);
});

/** A text of anything: ASCII, marks, other scripts, surrogates whole and halved. */
function anything(random: () => number, length: number): string {
  const ranges = [
    [0x20, 0x7e],
    [0x00, 0x24f],
    [0x300, 0x36f],
    [0x370, 0x52f],
    [0x1f1e6, 0x1f9ff],
    [0x1d400, 0x1d7ff],
    [0x0, 0xffff],
    [0x0, 0x10ffff],
  ] as const;
  return Array.from({ length }, () => {
    const [from, to] = ranges[Math.floor(random() * ranges.length)] ?? [0x20, 0x7e];
    return String.fromCodePoint(from + Math.floor(random() * (to - from)));
  }).join("");
}

test("any text folds into words with single gaps, whose places are in the text and in order", () => {
  const random = prng(20261120);
  for (let round = 0; round < 2000; round++) {
    const text = anything(random, Math.floor(random() * 60));
    const points = [...text].length;
    for (const { reading, text: folded } of fold(text).readings) {
      expect(folded.startsWith(" ") && folded.endsWith(" ") && !folded.includes("  "), folded).toBe(true);
      const { places, length } = signsOf(text, reading);
      expect(length).toBe(folded.length);
      const used = [...places.subarray(0, length)];
      expect(used).toEqual(used.toSorted((a, b) => a - b));
      expect(Math.max(...used)).toBeLessThanOrEqual(points);
    }
  }
});

test("folding what is folded changes nothing", () => {
  const random = prng(7);
  for (let round = 0; round < 500; round++) {
    const folded = fold(anything(random, 30)).readings[0]?.text ?? "";
    expect(readings(folded)[0]).toBe(folded);
  }
});

test("a text far beyond any message folds as well", () => {
  expect(readings("bad ".repeat(20_000))[0]).toBe(` ${"bad ".repeat(20_000)}`);
});

import { expect, test } from "vitest";
import { MAX_MESSAGE_LENGTH, MAX_TERM_LENGTH, MAX_TERMS } from "#protocol/chat/limits.ts";
import { prng } from "#testing/prng.ts";
import { isTermUsable, makeMatcher, type TermMatch } from "./matcher.ts";

const by = { userId: "1", login: "ada", name: "Ada" };
const matcherOf = (...terms: readonly string[]) =>
  makeMatcher(terms.map((term, at) => ({ id: `t${at}`, term, at, by })));
const find = (text: string, ...terms: readonly string[]): TermMatch | null => matcherOf(...terms).find(text);
const found = (text: string, ...terms: readonly string[]): string | null => {
  const match = find(text, ...terms);
  return match === null ? null : [...text].slice(match.start, match.end + 1).join("");
};

test.each([
  ["a whole word", "such a darn thing", "darn", "darn"],
  ["whatever its case", "DaRn it", "dArN", "DaRn"],
  ["at the very end", "oh darn", "darn", "darn"],
  ["beside punctuation", "(darn)!", "darn", "darn"],
  ["with leet digits", "d4rn", "darn", "d4rn"],
  ["with symbols", "d@rn", "darn", "d@rn"],
  ["with an l for a 1", "he11o", "hello", "he11o"],
  ["with spaces between letters", "oh d a r n you", "darn", "d a r n"],
  ["with dots between letters", "d.a.r.n", "darn", "d.a.r.n"],
  ["with one mark inside", "da-rn", "darn", "da-rn"],
  ["with repeated letters", "daaarrrrnnn", "darn", "daaarrrrnnn"],
  ["with invisible characters", "da\u200brn", "darn", "da\u200brn"],
  ["in full width", "ｄａｒｎ", "darn", "ｄａｒｎ"],
  ["in Cyrillic lookalikes", "ԁагп", "darn", "ԁагп"],
  ["in Greek lookalikes", "δαrη", "darn", "δαrη"],
  ["under combining marks", "d\u0301a\u0302r\u0303n", "darn", "d\u0301a\u0302r\u0303n"],
  ["in bold letters", "𝐝𝐚𝐫𝐧", "darn", "𝐝𝐚𝐫𝐧"],
  ["in flags", "🇩🇦🇷🇳", "darn", "🇩🇦🇷🇳"],
  ["as a phrase", "what a bad  word!", "bad word", "bad  word"],
  ["as a phrase with marks between", "bad, word", "bad word", "bad, word"],
  ["by its beginning", "the darnedest", "darn*", "darnedest"],
  ["by its end", "a goddarn", "*darn", "goddarn"],
  ["by its middle", "a goddarned", "*darn*", "goddarned"],
  ["by a wildcard within a phrase", "hates everyone here", "hate* *one here", "hates everyone here"],
  ["in a script without spaces", "你这个傻瓜啊", "傻瓜", "傻瓜"],
  ["as emoji", "eat this🍆🍆ok", "🍆🍆", "🍆🍆"],
  ["that was written with symbols", "what a darn", "d@rn", "darn"],
  ["that was written with marks", "self harm", "self-harm", "self harm"],
])("finds a term %s", (_, text, term, expected) => {
  expect(found(text, term)).toBe(expected);
});

test.each([
  ["Scunthorpe", "cunt"],
  ["the class assists", "ass"],
  ["good", "god"],
  ["as is", "ass"],
  ["bad wording", "bad word"],
  ["hell of he'll", "shell"],
  ["he'll come", "hell"],
  ["it costs 100k", "look"],
  ["10000", "1000"],
  ["undarned", "darn*"],
  ["darned", "*darn"],
  ["bad other word", "bad word"],
])("leaves %j alone though %j is blocked", (text, term) => {
  expect(find(text, term)).toBeNull();
});

test("the first term that stands in the text is named as it was written, with its place in code points", () => {
  expect(find("😀 oh DARN you", "you", "Darn*")).toEqual({ term: "Darn*", start: 5, end: 8 });
});

test("of two terms that begin alike the one that stands there is named", () => {
  expect(find("bad words", "bad word", "bad*", "bad words")?.term).toBe("bad*");
  expect(find("badly", "bad", "badl", "badly")?.term).toBe("badly");
});

test("letters that are doubled in the term must be doubled in the text, or more", () => {
  expect(found("boob bob", "bob")).toBe("bob");
  expect(found("bob booob", "boob")).toBe("booob");
  expect(found("fuudge", "fudge")).toBe("fuudge");
});

test.each([".*", "(a+)+$", "[a-", "\\", "a|b", "^x$", "{2,}", "\\d+", "a?b", "..", "$&"])(
  "a term that would be an expression is not one: %j",
  (term) => {
    expect(find("aaaaaaaaaaaaaaaaaaaaaaaaaaaa xyz 42", term)).toBeNull();
  },
);

test("a term of too little is not usable", () => {
  expect(["!!", "a*", "*", "<3", "c++", ""].filter(isTermUsable)).toEqual([]);
  expect(["ab", "a1", "🍆", "傻*", "a b", "$hit", "42"].filter((term) => !isTermUsable(term))).toEqual([]);
});

test("no terms find nothing", () => {
  expect(matcherOf().empty).toBe(true);
  expect(find("anything")).toBeNull();
});

test("a beginning longer than the expression holds is compared to its end", () => {
  const long = "a very long phrase that nobody would say by chance";
  expect(found(`well, ${long}!`, long)).toBe(long);
  expect(find("a very long phrase that nobody would say by luck", long)).toBeNull();
});

const LETTERS = "abcdeklmno01 .*@é🍆傻й";
function word(random: () => number, length: number): string {
  const letters = [...LETTERS];
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)] ?? "a").join("");
}

test("any terms and any text: never a throw, and what is found lies in the text", () => {
  const random = prng(42);
  for (let round = 0; round < 300; round++) {
    const terms = Array.from({ length: 20 }, () => word(random, 1 + Math.floor(random() * 8)));
    const matcher = matcherOf(...terms);
    for (let each = 0; each < 20; each++) {
      const text = word(random, Math.floor(random() * 60));
      const match = matcher.find(text);
      if (match === null) continue;
      expect(terms).toContain(match.term);
      expect(match.start).toBeGreaterThanOrEqual(0);
      expect(match.end).toBeGreaterThanOrEqual(match.start);
      expect(match.end).toBeLessThan([...text].length);
    }
  }
});

test("a term is found in a text that holds it among others", () => {
  const random = prng(3);
  const plain = (length: number) =>
    Array.from({ length }, () => String.fromCharCode(0x61 + Math.floor(random() * 26))).join("");
  for (let round = 0; round < 500; round++) {
    const term = plain(2 + Math.floor(random() * 10));
    expect(found(`${plain(4)} ${term}, ${plain(5)}`, term), term).toBe(term);
  }
});

test("a thousand terms that were made to be slow take no longer than the text is long", () => {
  const nested = Array.from({ length: MAX_TERMS }, (_, at) =>
    Array.from({ length: 20 }, (_, word) => `${word === 0 ? "" : "*"}${"s".repeat(1 + ((at + word) % 3))}*`)
      .join(" ")
      .slice(0, MAX_TERM_LENGTH - 1),
  );
  const matcher = matcherOf(...nested.map((term) => `${term}x`));
  const text = "sss ".repeat(MAX_MESSAGE_LENGTH / 4);
  // Some milliseconds; an expression that goes back would take longer than the universe.
  expect(matcher.find(text)).toBeNull();
});

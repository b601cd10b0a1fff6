import { expect, test } from "vitest";
import { IRC_CORPUS } from "#testing/irc-corpus.ts";
import { prng } from "#testing/prng.ts";
import { requestCapabilities } from "./capabilities.ts";
import { readFrame, writeFrame } from "./frame.ts";
import { MAX_PARAMETERS } from "./limits.ts";
import { parseLine, renderLine } from "./line.ts";

const ROUNDS = 4000;
const PIECES = [
  " ",
  ":",
  "@",
  ";",
  "=",
  "\\",
  "\r",
  "\n",
  "\0",
  "#",
  ",",
  "\u0001",
  "\u{1f602}",
  "\ud800",
  "oauth:",
  "CAP",
];

function mutate(random: () => number): string {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  let text = pick(IRC_CORPUS) ?? "";
  for (let changes = 0; changes < 1 + random() * 4; changes++) {
    const at = Math.floor(random() * (text.length + 1));
    const until = random() < 0.5 ? at : at + Math.floor(random() * 8);
    text =
      text.slice(0, at) +
      (random() < 0.3 ? (pick(IRC_CORPUS) ?? "").slice(0, 40) : (pick(PIECES) ?? "")) +
      text.slice(until);
  }
  return text;
}

/** Everything that a codec does with what comes; what it answers must hold whatever that is. */
function check(frame: string): void {
  const read = readFrame(frame);
  if (read.outcome === "too_large") return;
  expect(readFrame(writeFrame(read.lines))).toEqual(read);
  for (const text of read.lines) {
    const parsed = parseLine(text);
    if (parsed.outcome !== "line") continue;
    const { tags, command, params } = parsed.line;
    expect(params.length).toBeLessThanOrEqual(MAX_PARAMETERS);
    requestCapabilities(0, params.at(-1) ?? "");
    // What was read and is rendered is one line that reads the same.
    const rendered = renderLine({ tags: Object.fromEntries(tags), command, trailing: params.join(" ") });
    const again = parseLine(rendered);
    expect(readFrame(rendered)).toEqual({ outcome: "lines", lines: [rendered] });
    if (again.outcome === "line")
      expect([again.line.command, again.line.params]).toEqual([command, [params.join(" ")]]);
  }
}

test("the corpus is read without a fault", () => {
  for (const frame of IRC_CORPUS) check(frame);
});

test.each([1, 2, 3])("changed at random places it is read without a fault, seed %i", (seed) => {
  const random = prng(seed);
  for (let round = 0; round < ROUNDS; round++) check(mutate(random));
});

/** Processor time that moderation takes for a line: every rule, a thousand blocked terms and AutoMod. Ordinary lines, and the worst of 500 characters. */
import { parseArgs } from "node:util";
import { moderate } from "#durable-objects/chat-room/moderation/moderate.ts";
import { openModeration } from "#durable-objects/chat-room/moderation/open.ts";
import type { Line, ModerationState, Spoken } from "#durable-objects/chat-room/moderation/state.ts";
import { fold } from "#durable-objects/chat-room/moderation/terms/fold.ts";
import { makeMatcher } from "#durable-objects/chat-room/moderation/terms/matcher.ts";
import { MAX_MESSAGE_LENGTH, MAX_TERMS } from "#protocol/chat/limits.ts";
import type { BlockedTerm } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { prng } from "#testing/prng.ts";
import { printConditions } from "./conditions.ts";
import { percentile, type Row, table } from "./statistics.ts";

const GOAL_ORDINARY_US = 5;
const GOAL_WORST_US = 30;
const NOW = Date.UTC(2026, 10, 20);
/** Calls of one sample, and samples; other programs disturb some of them. */
const CALLS = 200;
const SAMPLES = 101;
const WARM_UP_CALLS = 5000;
const MIXED_ROUNDS = 300;

const user = { userId: "2", login: "ada", name: "Ada" };
const standing = { role: "viewer", staff: false, subscribedMonths: 3, followedAt: 0 } as const;

const ORDINARY = [
  "hello everyone",
  "what game is this?",
  "LUL that was close",
  "gg wp, see you next time!",
  "@streamer how long have you been live today?",
  "first time here, love the vibe :)",
  "nooooo why would you do that",
  "POG POG POG",
  "can someone explain what happened in the last round, I just got back from dinner",
  "PB pace?? 12:34 at the split",
  "hahahaha",
  "привет всем, как дела?",
  "その動きすごい",
  "olá gente, tudo bem com vocês?",
  "the music is a bit loud compared to your mic tbh",
  "😂😂😂",
  "RillHype RillHype RillHype",
  "it's 2-1 now, he'll need 3 more",
  "yes",
  "does anyone know if the patch notes are out yet",
];

const fill = (unit: string): string => [...unit.repeat(MAX_MESSAGE_LENGTH)].slice(0, MAX_MESSAGE_LENGTH).join("");

/** Texts of the greatest length that make the most work for one step or another. */
function worstTexts(terms: readonly string[]): Readonly<Record<string, string>> {
  const whole = terms.filter((term) => !/[* ]/.test(term));
  // The last letter doubled, as nobody says the term: found by the expression, and refused when compared.
  const nearly = whole.filter((term) => /[bcdfglmnoprstz]$/.test(term)).map((term) => term + term.slice(-1));
  return {
    "plain words": fill("the quick brown fox jumps over the lazy dog "),
    "short words": fill("ab cd ef gh "),
    "one long word": fill("abcdefghijklmnopqrstuvwxyz"),
    "one letter": fill("a"),
    "words that are nearly terms": fill(`${nearly.toSorted((a, b) => a.length - b.length).join(" ")} `),
    "digits and symbols for letters": fill("a1b.c$"),
    "single letters": fill("a b "),
    dots: fill("a."),
    Cyrillic: fill("привет как дела "),
    Han: fill("你这个人真好啊"),
    Hangul: fill("각밝훓 "),
    "bold letters": fill("𝓱𝓮𝓵𝓵𝓸 "),
    "bold letters with symbols": fill("𝓱1𝓮.𝓵𝓸 "),
    emoji: fill("😀"),
    "combining marks": fill("e\u0301\u0302\u0303"),
    ligatures: fill("ﬃﬁ "),
    flags: fill("🇫🇷"),
    capitals: fill("STOP SHOUTING "),
  };
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: "string", default: "1" } } });
  const terms = blockedTerms(Number(values.seed));
  const state = roomOf(terms);
  printConditions(`Moderation of a line: all rules, ${terms.length} blocked terms, AutoMod at level 2`);
  const texts = worstTexts(terms.map(({ term }) => term));
  // All kinds of text first, so that nothing is measured as V8 compiles it for one kind only.
  for (let at = 0; at < MIXED_ROUNDS; at++)
    for (const text of [...ORDINARY, ...Object.values(texts)]) check(state, text);
  const compiled = measureCompile(terms);
  const ordinary = ORDINARY.map((text) => measure(state, text));
  const mean = (of: (one: Measured) => number): number =>
    ordinary.reduce((sum, one) => sum + of(one), 0) / ordinary.length;
  const worst = Object.entries(texts).map(([name, text]) => ({ name, ...measure(state, text) }));
  const rows: Row[] = [
    rowOf("ordinary lines, mean", { us: mean((one) => one.us), floorUs: mean((one) => one.floorUs), outcome: "pass" }),
    ...worst.toSorted((a, b) => b.us - a.us).map(({ name, ...measured }) => rowOf(`500 × ${name}`, measured)),
  ];
  process.stdout.write(`${table(rows)}\n\n`);
  const most = Math.max(...worst.map(({ us }) => us));
  const met = (value: number, goal: number): string => (value <= goal ? "met" : "missed");
  process.stdout.write(
    [
      "floor: JSON.parse of the frame that brings the line, in the same run",
      `terms made ready in ${compiled.toFixed(1)} ms`,
      `ordinary ${mean((one) => one.us).toFixed(2)} µs (goal ${GOAL_ORDINARY_US}: ${met(
        mean((one) => one.us),
        GOAL_ORDINARY_US,
      )})`,
      `worst ${most.toFixed(2)} µs (goal ${GOAL_WORST_US}: ${met(most, GOAL_WORST_US)})`,
      "",
    ].join("\n"),
  );
  return 0;
}

type Measured = { readonly us: number; readonly floorUs: number; readonly outcome: string };

const rowOf = (line: string, { us, floorUs, outcome }: Measured): Row => ({
  line,
  µs: us.toFixed(2),
  "floor µs": floorUs.toFixed(2),
  "times the floor": (us / floorUs).toFixed(1),
  outcome,
});

function measure(state: ModerationState, text: string): Measured {
  const frame = JSON.stringify({ kind: "send", nonce: "n1", text });
  return {
    us: timeOf(() => check(state, text)),
    floorUs: timeOf(() => JSON.parse(frame)),
    outcome: check(state, text),
  };
}

function check(state: ModerationState, text: string): string {
  const line: Line = {
    viewer: { ...user, colour: null, createdAt: 0, staff: false },
    standing,
    text,
    emotesOnly: false,
  };
  return moderate(state, line, SPOKEN, NOW).outcome;
}

/** Somebody who has said much, none of it again and nothing in the last two minutes. */
const SPOKEN: Spoken = {
  sentAt: [NOW - 121_000],
  texts: Array.from({ length: 20 }, (_, at) => ({ text: `something else ${at}`, at: NOW - 200_000 + at })),
};

function roomOf(terms: readonly BlockedTerm[]): ModerationState {
  const modes = {
    ...DEFAULT_MODES,
    slowSeconds: 120,
    followerMinutes: 10,
    subscribersOnly: true,
    uniqueChat: true,
    linksAllowed: false,
  };
  return openModeration("1", {
    modes: { ...modes, autoModLevel: 2 },
    grants: [],
    bans: [],
    terms,
    held: [],
    nextLogId: 1,
  });
}

/** Invented words, since real ones are no thing to print: most whole, some with wildcards, some phrases. */
function blockedTerms(seed: number): readonly BlockedTerm[] {
  const random = prng(seed);
  const pick = (from: string): string => from.charAt(Math.floor(random() * from.length));
  const syllable = (): string =>
    pick("bcdfghjklmnpqrstvwxyz") + pick("aeiou") + (random() < 0.4 ? pick("nrstlmk") : "");
  const word = (): string => Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join("");
  const term = (at: number): string => {
    if (at % 10 === 0) return `${word()} ${word()}`;
    if (at % 10 === 1) return `${word()}*`;
    return at % 10 === 2 ? `*${word()}*` : word();
  };
  return Array.from({ length: MAX_TERMS }, (_, at) => ({ id: `t${at}`, term: term(at), at: NOW, by: user }));
}

/** Milliseconds to compile the terms and look for them once, in which V8 compiles the expression. */
function measureCompile(terms: readonly BlockedTerm[]): number {
  const folded = fold(fill("some words "));
  const samples = Array.from({ length: 9 }, (_, at) => {
    const some = terms.map((each) => ({ ...each, term: `${each.term} x${at}` }));
    const startedAt = performance.now();
    const matcher = makeMatcher(some);
    for (let times = 0; times < 3; times++) matcher.findIn(folded);
    return performance.now() - startedAt;
  });
  return percentile(samples, 0.5);
}

/** Microseconds of a call. The work is the same each time: what the slower samples took longer, other programs took. */
function timeOf(call: () => unknown): number {
  for (let at = 0; at < WARM_UP_CALLS; at++) call();
  const samples = Array.from({ length: SAMPLES }, () => {
    const startedAt = performance.now();
    for (let at = 0; at < CALLS; at++) call();
    return ((performance.now() - startedAt) * 1000) / CALLS;
  });
  return percentile(samples, 0.05);
}

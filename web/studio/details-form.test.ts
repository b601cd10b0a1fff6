import { expect, test } from "vitest";
import { MAX_TAGS, MAX_TITLE_LENGTH } from "#protocol/channel/about.ts";
import { channelNamed } from "#testing/page-answers.ts";
import { addTags, changeOf, type Details, detailsOf, titleFault, withLabel } from "./details-form.ts";

const known: Details = {
  title: "Building a synthesizer",
  category: { id: "7", name: "Makers", slug: "makers" },
  tags: ["Synth", "diy"],
  language: "en",
  mature: false,
  labels: [],
  latencyMode: "low",
};

test("labels are set one by one, and the switch is what they do not explain", () => {
  expect(changeOf(known, { ...known, labels: withLabel(known.labels, "Gambling", true) })).toEqual({
    labels: ["Gambling"],
  });
  expect(withLabel(["DrugsIntoxication", "Gambling"], "DrugsIntoxication", false)).toEqual(["Gambling"]);
  const of = (mature: boolean, labels: string[]) => {
    const details = detailsOf(channelNamed("ada", { mature, labels }));
    return [details.mature, details.labels];
  };
  expect([of(true, ["Gambling", "MatureGame"]), of(true, ["ProfanityVulgarity"]), of(false, [])]).toEqual([
    [false, ["Gambling"]],
    [true, ["ProfanityVulgarity"]],
    [false, []],
  ]);
});

test("only what changed is asked for, and nothing when nothing did", () => {
  expect(changeOf(known, known)).toBeNull();
  expect(changeOf(known, { ...known, title: " Building a synthesizer " })).toBeNull();
  expect(changeOf(known, { ...known, title: "Soldering", mature: true })).toEqual({ title: "Soldering", mature: true });
  expect(changeOf(known, { ...known, category: null, language: null })).toEqual({ category: null, language: null });
  expect(changeOf(known, { ...known, tags: ["diy"], latencyMode: "normal" })).toEqual({
    tags: ["diy"],
    latencyMode: "normal",
  });
});

test("a title is good at its limit and wrong past it", () => {
  expect(titleFault("a".repeat(MAX_TITLE_LENGTH))).toBeNull();
  expect(titleFault("a".repeat(MAX_TITLE_LENGTH + 1))).toBe("A title has at most 140 characters.");
});

test("tags are taken as they are typed, each once whatever its case", () => {
  expect(addTags(["Synth"], "#diy, Analog synth")).toEqual({ kind: "tags", tags: ["Synth", "diy", "Analog"] });
  expect(addTags(["Synth"], "  ")).toEqual({ kind: "tags", tags: ["Synth"] });
  expect(addTags([], "no-hyphens")).toEqual({ kind: "fault", sentence: "A tag holds letters and digits." });
});

test("tags are taken up to the limit, and one more is refused", () => {
  const full = Array.from({ length: MAX_TAGS }, (_, at) => `tag${at}`);
  expect(addTags(full.slice(1), "tag0")).toEqual({ kind: "tags", tags: [...full.slice(1), "tag0"] });
  expect(addTags(full, "tag0")).toEqual({ kind: "tags", tags: full });
  expect(addTags(full, "one")).toEqual({ kind: "fault", sentence: "A channel has at most 10 tags." });
});

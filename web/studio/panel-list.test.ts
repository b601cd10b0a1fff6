import { expect, test } from "vitest";
import { MAX_LINK_LENGTH, MAX_PANEL_TEXT, MAX_PANEL_TITLE, type Panel } from "#protocol/channel/about.ts";
import {
  faultsOf,
  hasChanged,
  isFaulty,
  moved,
  panelsOf,
  placeAt,
  type TypedPanel,
  typedOf,
  withPanel,
} from "./panel-list.ts";

const known: readonly Panel[] = [
  { title: "Gear", text: "A small synth", link: null },
  { title: "", text: "", link: "https://example.com/" },
];
const typed = typedOf(known);
const panel = (part: Partial<TypedPanel>): TypedPanel => ({ id: 0, title: "", text: "", link: "", ...part });
const GOOD = { title: null, text: null, link: null };

test("panels are typed as they are, and sent without the spaces around them", () => {
  expect(panelsOf(typed)).toEqual(known);
  expect(panelsOf([panel({ title: " Gear ", text: "one\ntwo\n", link: " " })])).toEqual([
    { title: "Gear", text: "one\ntwo", link: null },
  ]);
});

test("only a change that the site would see is one", () => {
  expect(hasChanged(known, typed)).toBe(false);
  expect(hasChanged(known, [panel({ ...typed[0], title: "Gear " }), panel({ ...typed[1] })])).toBe(false);
  expect(hasChanged(known, moved(typed, 0, 1))).toBe(true);
  expect(hasChanged(known, typed.slice(1))).toBe(true);
});

test("each field is good at its limit and wrong past it", () => {
  const link = `https://${"a".repeat(MAX_LINK_LENGTH - 8)}`;
  expect(faultsOf(panel({ title: "a".repeat(MAX_PANEL_TITLE), text: "b".repeat(MAX_PANEL_TEXT), link }))).toEqual(GOOD);
  expect(
    faultsOf(panel({ title: "a".repeat(MAX_PANEL_TITLE + 1), text: "b".repeat(MAX_PANEL_TEXT + 1), link: `${link}a` })),
  ).toEqual({
    title: "A panel's title has at most 80 characters.",
    text: "A panel's text has at most 2000 characters.",
    link: "A link has at most 500 characters.",
  });
});

test("a panel says something, and its link leads to a page", () => {
  expect(isFaulty(faultsOf(panel({ title: "  " })))).toBe(true);
  expect(faultsOf(panel({ link: "https://example.com" }))).toEqual(GOOD);
  expect(faultsOf(panel({ link: "javascript:alert(1)" })).link).toBe("A link begins with https:// or http://.");
});

test("a new panel has an id that no other has, even after others were removed", () => {
  expect(withPanel([]).map(({ id }) => id)).toEqual([0]);
  expect(withPanel(typed.slice(1)).map(({ id }) => id)).toEqual([1, 2]);
});

test("a panel moves to another place, and nowhere beyond the ends", () => {
  const three = withPanel(typed);
  const order = (from: number, to: number) => moved(three, from, to).map(({ id }) => id);
  expect([order(0, 1), order(2, 0), order(0, 2)]).toEqual([
    [1, 0, 2],
    [2, 0, 1],
    [1, 2, 0],
  ]);
  expect([moved(three, 0, -1), moved(three, 2, 3), moved(three, 3, 0)]).toEqual([three, three, three]);
});

test("what is held belongs after all whose middle is above it", () => {
  expect([0, 60, 400].map((height) => placeAt(height, [50, 150, 250]))).toEqual([0, 1, 3]);
});

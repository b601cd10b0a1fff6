import { expect, test } from "vitest";
import { routeOf } from "../route.ts";
import { STUDIO_SECTIONS, studioPath, studioSectionOf } from "./sections.ts";

test("each part has one address, which means it again", () => {
  expect(STUDIO_SECTIONS.map(studioPath)).toEqual([
    "/studio",
    "/studio/details",
    "/studio/about",
    "/studio/schedule",
    "/studio/community",
    "/studio/moderation",
    "/studio/emotes",
    "/studio/links",
    "/studio/apps",
  ]);
  const names = STUDIO_SECTIONS.map((section) => studioPath(section).split("/")[2]);
  expect(names.map(studioSectionOf)).toEqual([...STUDIO_SECTIONS]);
});

test("other words are no part of the studio, nor is the first one's name", () => {
  expect(["stream", "settings", "", "Details"].map(studioSectionOf)).toEqual([null, null, null, null]);
});

test("the site's addresses lead to the parts, and nothing below them", () => {
  expect(STUDIO_SECTIONS.map((section) => routeOf(studioPath(section)))).toEqual(
    STUDIO_SECTIONS.map((section) => ({ page: "studio", section })),
  );
  expect(["/studio/none", "/studio/apps/1"].map((path) => routeOf(path).page)).toEqual(["missing", "missing"]);
});

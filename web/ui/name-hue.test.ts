import { expect, test } from "vitest";
import { initials, nameHue } from "./name-hue.ts";

test("a name has one hue however it is written", () => {
  expect(nameHue("Maria")).toBe(nameHue("maria"));
  expect(nameHue("maria")).not.toBe(nameHue("marja"));
});

test("many names use every hue", () => {
  const hues = new Set(Array.from({ length: 200 }, (_, at) => nameHue(`viewer${at}`)));
  expect([...hues].sort((a, b) => a - b)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330]);
});

test("initials are the first letters of at most two words", () => {
  expect(initials("maria")).toBe("M");
  expect(initials("rain_on_tin")).toBe("RO");
  expect(initials("Ada Lovelace")).toBe("AL");
  expect(initials("😀 smile")).toBe("😀S");
  expect(initials(" _ ")).toBe("?");
});

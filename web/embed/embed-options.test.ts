import { expect, test } from "vitest";
import { embedOptionsOf } from "./embed-options.ts";

test("an address that asks for nothing plays live with sound at once", () => {
  expect(embedOptionsOf("")).toEqual({ muted: false, autoplay: true, video: null, time: 0 });
});

test("what is asked for is read, by its name alone or by its value", () => {
  expect(embedOptionsOf("?muted&autoplay=false&video=42&time=1h2m3s")).toEqual({
    muted: true,
    autoplay: false,
    video: "42",
    time: 3723,
  });
  expect(["?muted=true", "?muted=1", "?muted=false", "?muted=0"].map((query) => embedOptionsOf(query).muted)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a time may be written in several ways, and nonsense is the beginning", () => {
  const time = (text: string) => embedOptionsOf(`?time=${text}`).time;
  expect(["90", "90s", "2m", "1h", "1h30s", "", "x", "-5", "1:30", "99h"].map(time)).toEqual([
    90, 90, 120, 3600, 3630, 0, 0, 0, 0, 129_600,
  ]);
});

test("a recording is named by an id", () => {
  expect(["?video=0", "?video=x", "?video=/vods/1"].map((query) => embedOptionsOf(query).video)).toEqual([
    null,
    null,
    null,
  ]);
});

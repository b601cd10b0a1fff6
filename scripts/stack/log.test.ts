import { expect, test } from "vitest";
import { parseLine, redact } from "./log.ts";

test("our parts' lines become words, other programs' lines are warnings as they are", () => {
  const line = '{"time":"t","level":"error","event":"open-failed","message":"no answer","tries":3,"ids":["a"]}';
  const { source, level, text } = parseLine("transcoder", line);
  expect([source, level, text]).toEqual(["transcoder", "error", 'open-failed no answer tries=3 ids=["a"]']);
  expect(parseLine("publisher", "Connection refused")).toEqual({
    source: "publisher",
    level: "warn",
    text: "Connection refused",
    fields: null,
  });
  expect(parseLine("worker", "{torn")).toMatchObject({ level: "warn", text: "{torn" });
});

test("a stream key is taken out wherever it stands", () => {
  const key = `rill_${"aB3-_".repeat(6)}xy`;
  expect(redact(`rtmp://127.0.0.1/live/${key}: refused ${key}`)).toBe(
    "rtmp://127.0.0.1/live/rill_***: refused rill_***",
  );
});

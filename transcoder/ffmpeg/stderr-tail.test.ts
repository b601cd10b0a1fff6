import { describe, expect, it } from "vitest";
import { STDERR_LINE_LENGTH, STDERR_LINES, StderrTail } from "./stderr-tail.ts";

describe("StderrTail", () => {
  it("puts lines together however the text was cut, and names no addresses", () => {
    const tail = new StderrTail();
    expect(tail.push("[h264 @ 0x55d0")).toEqual([]);
    expect(tail.push("c8] error while decoding\r\nsecond\nthi")).toEqual(["[h264] error while decoding", "second"]);
    expect(tail.lines).toEqual(["[h264] error while decoding", "second", "thi"]);
  });

  it("takes a carriage return for a line's end and control characters for spaces", () => {
    const tail = new StderrTail();
    expect(tail.push("frame=1\rframe=2\u001b[31m\n")).toEqual(["frame=1", "frame=2 [31m"]);
  });

  it("keeps the last lines only", () => {
    const tail = new StderrTail();
    const lines = Array.from({ length: STDERR_LINES + 1 }, (_, at) => `line ${at}`);
    tail.push(`${lines.join("\n")}\n`);
    expect(tail.lines).toEqual(lines.slice(1));
  });

  it("keeps the beginning of a line that never ends", () => {
    const tail = new StderrTail();
    for (let i = 0; i < 10; i++) tail.push("x".repeat(STDERR_LINE_LENGTH - 1));
    expect(tail.lines).toEqual(["x".repeat(STDERR_LINE_LENGTH)]);
  });
});

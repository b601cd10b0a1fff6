import { describe, expect, it } from "vitest";
import { parseBenchmark } from "./capacity.ts";

describe("parseBenchmark", () => {
  it("finds the times among what the encoders print", () => {
    const lines = [
      "frame= 90",
      "bench: utime=0.531s stime=0.033s rtime=0.559s",
      "bench: maxrss=49956kB",
      "[libx264] kb/s:1",
    ];
    expect(parseBenchmark(lines)).toEqual({ cpuSeconds: 0.531 + 0.033, wallSeconds: 0.559 });
  });

  it.each([[[]], [["bench: maxrss=1kB"]], [["bench: utime=0.000s stime=0.000s rtime=0.000s"]]])(
    "refuses %j",
    (lines) => {
      expect(() => parseBenchmark(lines)).toThrow("ffmpeg -benchmark printed no times");
    },
  );
});

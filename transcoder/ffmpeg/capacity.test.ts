import { describe, expect, it } from "vitest";
import { capacityFrom, parseBenchmark } from "./capacity.ts";

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

describe("capacityFrom", () => {
  const measured = true;
  it("takes the wall time of one ffmpeg for a ladder and the processor time for the whole node", () => {
    const times = { wallSeconds: 0.5, cpuSeconds: 1 };
    expect(capacityFrom(100, times, 8)).toEqual({ pixelsPerSecond: 200, nodePixelsPerSecond: 800, measured });
  });

  it("does not let a busy neighbour count when there are two cores", () => {
    const times = { wallSeconds: 2, cpuSeconds: 1 };
    expect(capacityFrom(100, times, 2)).toEqual({ pixelsPerSecond: 100, nodePixelsPerSecond: 200, measured });
  });

  it("believes the wall time of a node that has one core or a share of one", () => {
    const times = { wallSeconds: 2, cpuSeconds: 1 };
    expect(capacityFrom(100, times, 1)).toEqual({ pixelsPerSecond: 50, nodePixelsPerSecond: 50, measured });
  });
});

import { describe, expect, it } from "vitest";
import { Meter } from "./meter.ts";

describe("the publisher's meter", () => {
  it("measures frames, bits and key frame distance", () => {
    const meter = new Meter();
    for (let i = 0; i <= 300; i++) meter.video((i * 1000) / 30, 5000, i % 60 === 0);
    const measured = meter.measure();
    expect(measured.fps).toBeCloseTo(30, 1);
    expect(measured.gop).toBeCloseTo(2, 3);
    expect(measured.bitrate / 1_200_000).toBeCloseTo(1, 1);
  });

  it("lets the running GOP count before its end is seen", () => {
    const meter = new Meter();
    meter.video(0, 1, true);
    meter.video(3500, 1, false);
    expect(meter.runningGop).toBe(3.5);
    expect(meter.measure().gop).toBe(3.5);
  });

  it("follows a rate that changes", () => {
    const meter = new Meter();
    for (let i = 0; i < 600; i++) meter.video((i * 1000) / 60, 100, i === 0);
    for (let i = 0; i < 300; i++) meter.video(10_000 + (i * 1000) / 30, 100, false);
    expect(meter.measure().fps).toBeCloseTo(30, 0);
  });

  it("lets no GOP span a jump of the publisher's clock", () => {
    const meter = new Meter();
    meter.video(0, 1, true);
    meter.video(2000, 1, true);
    meter.cut();
    meter.video(900_000, 1, true);
    meter.video(901_000, 1, false);
    expect(meter.measure().gop).toBe(2);
  });

  it("says nothing of a stream that has not begun", () => {
    expect(new Meter().measure()).toEqual({ fps: 0, bitrate: 0, gop: 0 });
  });
});

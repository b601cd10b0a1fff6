import { describe, expect, it } from "vitest";
import { healthMessage, judgeLag, LAG_LIMIT_MS, LAG_READINGS, type LagState, SETTLE_MS } from "./health.ts";

const facts = { gop: 2, fps: 30, dropped: [], ring: 0, passthrough: true };

describe("the node's health", () => {
  it("sheds a rung after readings in a row over the limit, then lets things settle", () => {
    let state: LagState = { over: 0, settledAt: 0 };
    const shed: boolean[] = [];
    for (let i = 0; i < LAG_READINGS; i++) {
      const judged = judgeLag(state, LAG_LIMIT_MS + 1, i * 1000);
      state = judged.state;
      shed.push(judged.shed);
    }
    expect(shed).toEqual([...Array(LAG_READINGS - 1).fill(false), true]);
    const at = (LAG_READINGS - 1) * 1000;
    expect(state).toEqual({ over: 0, settledAt: at + SETTLE_MS });
    expect(judgeLag(state, 5000, at + SETTLE_MS - 1).shed).toBe(false);
  });

  it("forgives a hiccup", () => {
    let state: LagState = { over: 0, settledAt: 0 };
    for (const lag of [2000, 2000, LAG_LIMIT_MS, 2000, 2000]) {
      const judged = judgeLag(state, lag, 0);
      state = judged.state;
      expect(judged.shed).toBe(false);
    }
  });

  it("says nothing when all is well", () => {
    expect(healthMessage(facts)).toBe("");
  });

  it("names what was left out before anything else", () => {
    expect(healthMessage({ ...facts, dropped: ["720p30"], ring: 99 })).toBe(
      "The server could not keep up and left out 720p30; the other qualities go on.",
    );
  });

  it("tells a streamer with distant key frames what to set", () => {
    expect(healthMessage({ ...facts, gop: 8.33, passthrough: false })).toContain("keyframe interval to 2 s");
  });

  it("speaks of a slow way and of few frames", () => {
    expect(healthMessage({ ...facts, ring: 40 })).toContain("slow");
    expect(healthMessage({ ...facts, fps: 4 })).toContain("4 frames a second");
  });
});

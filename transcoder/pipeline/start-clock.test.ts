import { describe, expect, it } from "vitest";
import { startOf } from "./start-clock.ts";

describe("the start of a period", () => {
  it("is when the first frame came, if frames come as they are made", () => {
    const later = [1, 2, 3].map((i) => ({ at: 5000 + i * 33, dtsMs: 700 + i * 33 }));
    expect(startOf({ at: 5000, dtsMs: 700 }, later)).toBe(5000);
  });

  it("is earlier when the first frames came in a burst", () => {
    const burst = [1, 2, 3, 4, 5, 6].map((i) => ({ at: 5001, dtsMs: i * 33 }));
    const steady = [7, 8].map((i) => ({ at: 5001 + (i - 6) * 33, dtsMs: i * 33 }));
    expect(startOf({ at: 5000, dtsMs: 0 }, [...burst, ...steady])).toBe(5001 - 6 * 33);
  });

  it("is when the first frame came, if those after it came late", () => {
    expect(startOf({ at: 5000, dtsMs: 0 }, [{ at: 5400, dtsMs: 33 }])).toBe(5000);
  });

  it("is when the first frame came, if it came alone", () => {
    expect(startOf({ at: 5000, dtsMs: 0 }, [])).toBe(5000);
  });
});

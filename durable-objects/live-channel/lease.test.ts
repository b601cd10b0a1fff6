import { expect, test } from "vitest";
import { decideOpen, freeLease, graceEnd, grantLease, newBroadcastId } from "./lease.ts";

const to = { tokenHash: "aa", nodeId: "node-1", broadcastId: "5" };
const held = grantLease(null, to, 1000);

test("the first publisher is let in, with epoch 1", () => {
  expect(decideOpen(null, 0, 1000)).toBe("granted");
  expect(held).toEqual({ ...to, epoch: 1, held: true, changedAt: 1000 });
});

test("a second publisher is refused until the first has delivered nothing for 3 s", () => {
  expect([decideOpen(held, 5000, 7999), decideOpen(held, 5000, 8000)]).toEqual(["already_live", "granted"]);
});

test("a freed lease lets the next one in at once, with a higher epoch", () => {
  const free = freeLease(held, 2000);
  expect(free).toEqual({ ...held, held: false, changedAt: 2000 });
  expect(decideOpen(free, 2000, 2000)).toBe("granted");
  expect(grantLease(free, to, 2500).epoch).toBe(2);
});

test("freeing twice keeps the first time", () => {
  expect(freeLease(freeLease(held, 2000), 9000).changedAt).toBe(2000);
});

test("the grace runs from the last media of a holder, and from the goodbye of one that left", () => {
  expect(graceEnd(held, 6000, 90_000)).toBe(96_000);
  expect(graceEnd(held, 0, 90_000)).toBe(91_000);
  expect(graceEnd(freeLease(held, 7000), 6000, 90_000)).toBe(97_000);
});

test("broadcast ids are 16 digits and always grow, even when the clock goes back", () => {
  expect(newBroadcastId(1_800_000_000_000.7, 0.4321, null)).toBe("1800000000000432");
  expect(newBroadcastId(1_700_000_000_000, 0, "1800000000000432")).toBe("1800000000000433");
});

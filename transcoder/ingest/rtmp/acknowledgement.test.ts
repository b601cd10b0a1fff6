import { expect, it } from "vitest";
import { Acknowledger } from "./acknowledgement.ts";

it("acknowledges every 2.5 MB until the client names a window", () => {
  const acknowledger = new Acknowledger();
  expect([2_499_999, 1, 2_499_999, 1].map((bytes) => acknowledger.receive(bytes))).toEqual([
    null,
    2_500_000,
    null,
    5_000_000,
  ]);
});

it("acknowledges every half of the client's window", () => {
  const acknowledger = new Acknowledger();
  acknowledger.setWindow(1_000_000);
  expect([499_999, 1, 400_000, 200_000].map((bytes) => acknowledger.receive(bytes))).toEqual([
    null,
    500_000,
    null,
    1_100_000,
  ]);
});

it("does not answer every packet when the window is tiny", () => {
  const acknowledger = new Acknowledger();
  acknowledger.setWindow(1);
  expect([1, 65_534, 1].map((bytes) => acknowledger.receive(bytes))).toEqual([null, null, 65_536]);
});

it("wraps the sequence number at 2^32", () => {
  const acknowledger = new Acknowledger();
  expect(acknowledger.receive(2 ** 32 - 1)).toBe(0xffffffff);
  expect(acknowledger.receive(2_500_000)).toBe(2_499_999);
});

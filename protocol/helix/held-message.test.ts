import { expect, test } from "vitest";
import { heldMessageId, parseHeldMessageId } from "./held-message.ts";

test("a held message's id holds its channel and its place there", () => {
  const id = heldMessageId("1001", "mb2k1-1002-0");
  expect([id, parseHeldMessageId(id)]).toEqual(["1001.mb2k1-1002-0", { channelId: "1001", heldId: "mb2k1-1002-0" }]);
});

test.each(["", "1001", "1001.", ".x", "0.x", "1001.x.y", "1001.X", `1001.${"x".repeat(37)}`, "1001-x"])(
  "%j is none",
  (id) => {
    expect(parseHeldMessageId(id)).toBe(null);
  },
);

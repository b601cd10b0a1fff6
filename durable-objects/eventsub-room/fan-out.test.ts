import { expect, test } from "vitest";
import { ENABLED, PENDING, type SubscriptionRow, subscriptionBody } from "#protocol/events/subscription.ts";
import { fanOut, inPieces, type Told } from "./fan-out.ts";

const row = (id: string, change: Partial<SubscriptionRow> = {}): SubscriptionRow => ({
  ...{ id, client_id: "app", user_id: "1002", type: "channel.chat.clear", version: "1", channel_id: "1001" },
  ...{ reader_id: "1002", condition: { broadcaster_user_id: "1001" }, method: "websocket", target: "s1" },
  ...{ connected_at: null, status: ENABLED, cost: 0, created_at: 5, ended_at: null, ...change },
});
const told = (id: string, change: Partial<Told> = {}): Told => ({
  ...{ id, type: "channel.chat.clear", version: "1", readerId: null, at: 10, event: { n: id }, ...change },
});

test("each subscription of the type is told, sessions in order, callbacks by the queue", () => {
  const rows = [row("a"), row("b", { target: "s2" }), row("c", { method: "webhook", target: "https://bot.dev/" })];
  const [a, b] = rows.map(subscriptionBody);
  const { notices, deliveries } = fanOut([told("1"), told("2")], rows);
  expect([...notices]).toEqual([
    ["s1", ["1", "2"].map((n) => ({ subscription: a, messageId: `${n}.a`, event: { n } }))],
    ["s2", ["1", "2"].map((n) => ({ subscription: b, messageId: `${n}.b`, event: { n } }))],
  ]);
  expect(deliveries).toEqual(
    ["1", "2"].map((n) => ({ kind: "notification", subscriptionId: "c", eventId: n, at: 10, event: { n } })),
  );
});

test("nobody is told of another type, of what was before, or before the callback is proven", () => {
  const rows = [
    row("a", { type: "channel.ban" }),
    row("b", { created_at: 11 }),
    row("c", { method: "webhook", status: PENDING }),
  ];
  expect(fanOut([told("1")], rows)).toEqual({ notices: new Map(), deliveries: [] });
});

test("each version has its own events, and what is one reader's is no other's", () => {
  const rows = [row("a"), row("b", { version: "2" }), row("c", { reader_id: "1003" })];
  const events = [told("1"), told("2", { version: "2" }), told("3", { readerId: "1003" })];
  const heard = (fanOut(events, rows).notices.get("s1") ?? []).map(({ messageId }) => messageId);
  expect(heard).toEqual(["1.a", "1.c", "2.b", "3.c"]);
});

test("a list comes in pieces that are full but for the last", () => {
  expect([inPieces([1, 2, 3, 4, 5], 2), inPieces([1, 2], 2), inPieces([], 2)]).toEqual([
    [[1, 2], [3, 4], [5]],
    [[1, 2]],
    [],
  ]);
});

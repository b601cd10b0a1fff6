import { expect, test } from "vitest";
import { RECONNECT_MS, UNUSED_MS } from "#protocol/events/session.ts";
import {
  askReconnect,
  attach,
  connect,
  gone,
  type SessionEffect,
  type SessionState,
  type Step,
  spoke,
  takeOver,
  tick,
  tooSlow,
} from "./session.ts";

const NOW = Date.parse("2026-11-20T10:00:00Z");
const OWNER = { clientId: "app", userId: "1002" };
const at = (now: number) => ({ now, mark: "m" });

const begun = (keepaliveS = 10): Step => connect({ id: "s1", address: "wss://rill.test/ws", keepaliveS }, at(NOW));

function stateOf({ state }: Step): SessionState {
  if (state === null) throw new Error("the session is over");
  return state;
}
function used(keepaliveS = 10): SessionState {
  const step = attach(stateOf(begun(keepaliveS)), OWNER, NOW);
  if (step === null) throw new Error("the session is taken");
  return stateOf(step);
}
const without = (effects: readonly SessionEffect[], kind: SessionEffect["kind"]) =>
  effects.filter((effect) => effect.kind !== kind);
const typeOf = (effect: SessionEffect | undefined): string =>
  effect?.kind === "send" ? JSON.parse(effect.frame).metadata.message_type : (effect?.kind ?? "nothing");
const types = ({ effects }: Step): readonly string[] => without(effects, "store").map(typeOf);

test("a session welcomes its client, and waits for it to be used", () => {
  const { effects } = begun();
  const [send, alarm] = without(effects, "store");
  expect(send?.kind === "send" ? JSON.parse(send.frame) : null).toEqual({
    metadata: { message_id: "m", message_type: "session_welcome", message_timestamp: "2026-11-20T10:00:00.000000000Z" },
    payload: {
      session: {
        ...{ id: "s1", status: "connected", connected_at: "2026-11-20T10:00:00.000000000Z" },
        ...{ keepalive_timeout_seconds: 10, reconnect_url: null },
      },
    },
  });
  expect(alarm).toEqual({ kind: "alarm", at: NOW + 9000 });
});

test("one that is not used in time ends, and not a moment before", () => {
  const state = stateOf(begun(600));
  expect([tick(state, NOW, at(NOW + UNUSED_MS - 1)), tick(state, NOW, at(NOW + UNUSED_MS))]).toEqual([
    { state, effects: [{ kind: "alarm", at: NOW + UNUSED_MS }] },
    {
      state: null,
      effects: [
        { kind: "close", socket: 0, code: 4003, reason: "connection unused" },
        { kind: "end", status: "websocket_connection_unused" },
      ],
    },
  ]);
});

test("whoever subscribes first uses it; nobody else may", () => {
  const state = used(600);
  expect([
    attach(state, OWNER, NOW),
    attach(state, { ...OWNER, userId: "1003" }, NOW),
    attach(state, { ...OWNER, clientId: "other" }, NOW),
    types(tick(state, NOW, at(NOW + UNUSED_MS))),
  ]).toEqual([{ state, effects: [] }, null, null, ["alarm"]]);
});

test("a quiet session says that it lives, a second before its client may lose patience", () => {
  const state = used();
  expect([
    types(tick(state, NOW, at(NOW + 8999))),
    tick(state, NOW, at(NOW + 9000)).effects.map(typeOf),
    tick(state, NOW + 5000, at(NOW + 9000)).effects,
  ]).toEqual([["alarm"], ["session_keepalive", "alarm"], [{ kind: "alarm", at: NOW + 14_000 }]]);
});

test("a client that says anything is closed", () => {
  expect(spoke(used(), 0)).toEqual({
    state: null,
    effects: [
      { kind: "close", socket: 0, code: 4001, reason: "client sent inbound traffic" },
      { kind: "end", status: "websocket_received_inbound_traffic" },
    ],
  });
});

test("one that does not read is closed", () => {
  expect(types(tooSlow(used()))).toEqual(["close", "end"]);
});

test("a client that goes away takes the session along", () => {
  expect(gone(used(), 0)).toEqual({ state: null, effects: [{ kind: "end", status: "websocket_disconnected" }] });
});

test("a client that is asked to comes back by a new socket, and the old one is closed in a while", () => {
  const asked = askReconnect(used(600), "t0ken", at(NOW + 1000));
  const [send] = without(asked.effects, "store");
  expect(send?.kind === "send" ? JSON.parse(send.frame).payload.session : null).toEqual({
    ...{ id: "s1", status: "reconnecting", connected_at: "2026-11-20T10:00:00.000000000Z" },
    keepalive_timeout_seconds: null,
    reconnect_url: "wss://rill.test/ws?session=s1&reconnect=t0ken",
  });
  expect(askReconnect(stateOf(asked), "other", at(NOW + 1001)).effects).toEqual([]);
  const over = takeOver(stateOf(asked), at(NOW + 2000));
  expect(
    without(over.effects, "store").map((effect) => [typeOf(effect), "socket" in effect ? effect.socket : null]),
  ).toEqual([
    ["session_welcome", 1],
    ["alarm", null],
  ]);
  const state = stateOf(over);
  expect([
    gone(state, 0),
    spoke(state, 0).state,
    types(tick(state, NOW + 2000, at(NOW + 2000 + RECONNECT_MS - 1))),
  ]).toEqual([{ state, effects: [] }, state, ["alarm"]]);
  const closed = tick(state, NOW + 2000, at(NOW + 2000 + RECONNECT_MS));
  expect(without(closed.effects, "store")).toEqual([
    { kind: "close", socket: 0, code: 4004, reason: "reconnect grace time expired" },
    { kind: "alarm", at: NOW + 2000 + 599_000 },
  ]);
  expect(gone(state, 1).state).toBe(null);
});

test("one that does not come back in time loses the session; until then it may be without a socket", () => {
  const state = stateOf(askReconnect(used(600), "t0ken", at(NOW)));
  expect([
    gone(state, 0),
    types(tick(state, NOW, at(NOW + RECONNECT_MS - 1))),
    tick(state, NOW, at(NOW + RECONNECT_MS)),
  ]).toEqual([
    { state, effects: [] },
    ["alarm"],
    {
      state: null,
      effects: [
        { kind: "close", socket: 0, code: 4004, reason: "reconnect grace time expired" },
        { kind: "end", status: "websocket_failed_to_reconnect" },
      ],
    },
  ]);
});

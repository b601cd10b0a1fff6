import { expect, test } from "vitest";
import type { LiveState } from "#protocol/channel/channel.ts";
import {
  PLAYER_START,
  type PlayerEvent,
  type PlayerFacts,
  phaseOf,
  reducePlayer,
  wantsSource,
} from "./player-state.ts";

const after = (...events: readonly PlayerEvent[]): PlayerFacts => events.reduce(reducePlayer, PLAYER_START);
const channel = (state: LiveState, broadcastId: string | null = state === "offline" ? null : "7"): PlayerEvent => ({
  kind: "channel",
  state,
  broadcastId,
});
const loading = (broadcastId: string | null = "7", keepsFrame = false): PlayerEvent => ({
  kind: "loading",
  broadcastId,
  keepsFrame,
});
const playing = [channel("live"), loading(), { kind: "frame" }] as const;
const phase = (...events: readonly PlayerEvent[]) => phaseOf(after(...events));

test("it connects until the channel has answered and the first frame is there", () => {
  expect(phase()).toBe("connecting");
  expect(phase(channel("live"))).toBe("connecting");
  expect(phase(channel("live"), loading())).toBe("connecting");
  expect(phase(...playing)).toBe("live");
});

test("an offline channel that was never seen live is offline, and one about to start is starting", () => {
  expect(phase(channel("offline"))).toBe("offline");
  expect(phase(channel("starting"))).toBe("starting");
});

test("a dry buffer is buffering until playback goes on", () => {
  expect(phase(...playing, { kind: "waiting" })).toBe("buffering");
  expect(phase(...playing, { kind: "waiting" }, { kind: "playing" })).toBe("live");
});

test("playing far from live is behind", () => {
  expect(phase(...playing, { kind: "distance", behind: true })).toBe("behind");
});

test("a publisher that dropped is reconnecting once the buffer is dry, and live again as soon as the picture moves", () => {
  const dry = [...playing, channel("reconnecting"), { kind: "waiting" }] as const;
  expect(phase(...playing, channel("reconnecting"))).toBe("live");
  expect(phase(...dry)).toBe("reconnecting");
  expect(phase(...dry, { kind: "playing" })).toBe("live");
  expect(phase(...dry, channel("live"), { kind: "playing" })).toBe("live");
});

test("an ended broadcast plays out what is buffered first", () => {
  expect(phase(...playing, channel("offline"))).toBe("live");
  expect(phase(...playing, channel("offline"), { kind: "waiting" })).toBe("ended");
  expect(phase(...playing, channel("offline"), { kind: "finished" })).toBe("ended");
});

test("a playlist that ended says so before the channel does", () => {
  expect(phase(...playing, { kind: "finished" })).toBe("ended");
  expect(phase(...playing, { kind: "finished" }, channel("live", "8"))).toBe("connecting");
});

test("a new broadcast is wanted once, whatever was on the screen", () => {
  const ended = after(...playing, channel("offline"), { kind: "finished" });
  expect(wantsSource(ended)).toBe(false);
  const next = reducePlayer(ended, channel("live", "8"));
  expect(wantsSource(next)).toBe(true);
  expect(wantsSource(reducePlayer(next, loading("8")))).toBe(false);
});

test("nothing is loaded before there is something to play", () => {
  expect(wantsSource(after(channel("starting")))).toBe(false);
  expect(wantsSource(after(channel("offline")))).toBe(false);
  expect(wantsSource(after(channel("reconnecting")))).toBe(true);
});

test("a fault is told until a frame is there again", () => {
  expect(phase(...playing, { kind: "fault", of: "network" })).toBe("error");
  expect(phase(...playing, { kind: "fault", of: "network" }, { kind: "playing" })).toBe("live");
  expect(phase(...playing, { kind: "fault", of: "network" }, channel("offline"), { kind: "finished" })).toBe("ended");
});

test("a new source keeps the last frame when it could be kept", () => {
  expect(phase(...playing, loading("7", true))).toBe("buffering");
  expect(phase(...playing, loading("7", false))).toBe("connecting");
});

test("a browser that cannot play says so whatever else happens", () => {
  expect(phase({ kind: "unsupported" }, channel("live"))).toBe("unsupported");
  expect(wantsSource(after({ kind: "unsupported" }, channel("live")))).toBe(false);
});

test("a recording needs no channel", () => {
  expect(phase(loading("3"), { kind: "frame" })).toBe("live");
  expect(phase(loading("3"), { kind: "frame" }, { kind: "waiting" })).toBe("buffering");
});

test("the same news changes nothing", () => {
  const facts = after(...playing);
  expect(reducePlayer(facts, channel("live"))).toBe(facts);
  expect(reducePlayer(facts, { kind: "distance", behind: false })).toBe(facts);
});

import * as v from "valibot";
import { expect, test } from "vitest";
import { type ChannelState, channelStateSchema, type LiveState } from "#protocol/channel/channel.ts";
import { readHealth, renderStatus } from "./status.ts";

const channel = (login: string, viewers: number, state: LiveState = "live"): ChannelState =>
  v.parse(channelStateSchema, {
    ...{ id: "1", login, displayName: login, title: "", state, viewers, broadcastId: "2", startedAt: null },
    live: state === "live" || state === "reconnecting",
  });

const none = new Map<string, never>();

test("the line names who is live, how many watch and whether the node keeps up", () => {
  const line = { event: "health", login: "demo", renditions: ["720p", "source"], speed: 1.004, message: "" };
  const health = readHealth(line);
  expect(health).toEqual({ login: "demo", renditions: ["720p", "source"], speed: 1.004, message: "" });
  const known = new Map(health === null ? [] : [[health.login, health]]);
  expect(renderStatus([channel("demo", 1)], known)).toBe("1 live · 1 viewer · demo 720p+source 1.00x");
});

test("a publisher that dropped is said to reconnect, and more than three channels are counted", () => {
  const live = [
    channel("ann", 2, "reconnecting"),
    channel("bob", 0),
    channel("cy", 1),
    channel("di", 0),
    channel("eve", 0),
  ];
  expect(renderStatus(live, none)).toBe("5 live · 3 viewers · ann reconnecting · bob · cy · 2 more");
});

test("nobody live and no Worker are told apart", () => {
  expect([renderStatus([], none), renderStatus(null, none)]).toEqual([
    "Nobody is live.",
    "The Worker does not answer.",
  ]);
});

test("other lines of the transcoder are no health", () => {
  expect([
    readHealth(null),
    readHealth({ event: "listening", login: "demo" }),
    readHealth({ event: "health" }),
  ]).toEqual([null, null, null]);
});

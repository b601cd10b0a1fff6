import { expect, test } from "vitest";
import { FRAME_WINDOW_MS, MAX_FRAMES_PER_WINDOW } from "#protocol/chat/limits.ts";
import { person } from "#testing/chat-people.ts";
import { countFrame, newLinkSession, newViewerSession, parseSession } from "./session.ts";

test("a session survives its way through the attachment", () => {
  for (const session of [
    newViewerSession("s1", person("ada", "7"), 1000),
    newViewerSession("s2", null, 1000),
    { ...newLinkSession("s3"), relay: "r0", sockets: 12 },
  ]) {
    expect(parseSession(structuredClone(session))).toEqual(session);
  }
});

test.each([null, undefined, "x", {}, { kind: "viewer", socket: "s1" }, { kind: "other", socket: "s1" }])(
  "an attachment that is none of ours is no session: %j",
  (attachment) => {
    expect(parseSession(attachment)).toBeNull();
  },
);

test("so many frames are taken within the time, and as many again after it", () => {
  let window = { since: 1000, count: 0 };
  for (let at = 1; at <= MAX_FRAMES_PER_WINDOW; at++) {
    const next = countFrame(window, 1000);
    expect(next).toEqual({ since: 1000, count: at });
    window = next ?? window;
  }
  expect(countFrame(window, 1000 + FRAME_WINDOW_MS - 1)).toBeNull();
  expect(countFrame(window, 1000 + FRAME_WINDOW_MS)).toEqual({ since: 1000 + FRAME_WINDOW_MS, count: 1 });
  expect(countFrame(window, 500)).toEqual({ since: 500, count: 1 });
});

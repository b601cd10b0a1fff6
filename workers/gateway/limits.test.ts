import { expect, test } from "vitest";
import { limitOf } from "./limits.ts";

test.each([
  ["GET", "/api/channels/ada", "reads"],
  ["HEAD", "/chat/ada/messages", "reads"],
  ["GET", "/vods/5", "reads"],
  ["POST", "/api/session", "writes"],
  ["DELETE", "/chat/ada/emotes/1", "writes"],
  ["POST", "/chat/messages", "writes"],
  ["POST", "/api/channels/ada/heartbeat", "heartbeats"],
  ["POST", "/api/v3/GetClientConfiguration", "encoders"],
  ["GET", "/live/ada/master.m3u8", undefined],
  ["GET", "/vods/5/1080p/seg-1.m4s", undefined],
  ["GET", "/emotes/1/2", undefined],
  ["POST", "/api/ingest/open", undefined],
  ["GET", "/helix/users", undefined],
  ["GET", "/", undefined],
])("%s %s is counted among %s", (method, path, name) => {
  expect(limitOf(method, path)?.name).toBe(name);
});

import { expect, test } from "vitest";
import {
  ALL_CAPABILITIES,
  CAPABILITY_LIST,
  COMMANDS,
  capabilityNames,
  requestCapabilities,
  TAGS,
} from "./capabilities.ts";

test("capabilities are listed as Twitch lists them", () => {
  expect(CAPABILITY_LIST).toBe("twitch.tv/commands twitch.tv/tags twitch.tv/membership");
  expect(capabilityNames(ALL_CAPABILITIES)).toBe(CAPABILITY_LIST);
  expect(capabilityNames(TAGS)).toBe("twitch.tv/tags");
});

test.each([
  [0, "twitch.tv/tags twitch.tv/commands", TAGS | COMMANDS],
  [TAGS, " twitch.tv/commands ", TAGS | COMMANDS],
  [ALL_CAPABILITIES, "-twitch.tv/membership", TAGS | COMMANDS],
  [0, "Twitch.tv/Tags", TAGS],
  [TAGS, "", TAGS],
  [TAGS, "twitch.tv/commands sasl", null],
  [TAGS, "constructor", null],
])("with %j, a request for %j leaves %j", (set, request, result) => {
  expect(requestCapabilities(set, request)).toBe(result);
});

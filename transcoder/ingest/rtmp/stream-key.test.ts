import { expect, it } from "vitest";
import { streamKeyOf } from "./stream-key.ts";

const keyOf = (app: string, name: string, tcUrl = `rtmp://host:1935/${app}`): string =>
  streamKeyOf({ app, tcUrl, name });

it("takes the publish name as the key", () => {
  expect(keyOf("live", "KEY")).toBe("KEY");
  expect(keyOf("/live/", "KEY/")).toBe("KEY");
  expect(keyOf("live", "KEY?bandwidthtest=true")).toBe("KEY");
  expect(keyOf("Live/_definst_", "KEY")).toBe("KEY");
});

it("takes the key from the name's query", () => {
  expect(keyOf("live", "?key=KEY")).toBe("KEY");
  expect(keyOf("live", "camera?lang=en&key=KEY")).toBe("KEY");
  expect(keyOf("live", "camera?key=K%2DY")).toBe("K-Y");
});

it("takes the key from the application or tcUrl when the name is empty", () => {
  expect(keyOf("live/KEY", "")).toBe("KEY");
  expect(keyOf("live?key=KEY", "")).toBe("KEY");
  expect(keyOf("live", "", "rtmp://host/live/KEY")).toBe("KEY");
  expect(keyOf("", "", "rtmp://host/live?key=KEY")).toBe("KEY");
  expect(keyOf("", "KEY", "rtmps://host/live")).toBe("KEY");
});

it("prefers what was said last: the name before the application", () => {
  expect(keyOf("live/OLD", "NEW")).toBe("NEW");
});

it("yields the empty key for another application, and for everything absent or odd", () => {
  const odd = [
    ["", "", ""],
    ["", "KEY", ""],
    ["vod", "KEY", "rtmp://host/vod"],
    ["lives", "KEY", "rtmp://host/lives"],
    ["live", "", "rtmp://host/live"],
    ["live", "///", "not an address"],
    ["live", "?key=", "rtmp://host/live"],
    ["?", "?", "?"],
    ["live", "k".repeat(257), ""],
    ["live", `?key=K&${"x".repeat(2048)}`, ""],
  ] as const;
  expect(odd.map(([app, name, tcUrl]) => streamKeyOf({ app, name, tcUrl }))).toEqual(odd.map(() => ""));
  expect(keyOf("live", "k".repeat(256))).toBe("k".repeat(256));
});

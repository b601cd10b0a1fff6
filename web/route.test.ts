import { expect, test } from "vitest";
import { moderationPath, overlayPath, popoutPath, routeOf } from "./route.ts";

test("each address means its page", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/ada_l")).toEqual({ page: "channel", login: "ada_l" });
  expect(routeOf("/Ada/")).toEqual({ page: "channel", login: "ada" });
  expect(routeOf("/vods/42")).toEqual({ page: "vod", id: "42" });
  expect(routeOf("/popout/ada/chat")).toEqual({ page: "popout", login: "ada" });
  expect(routeOf("/overlay/Ada/chat/")).toEqual({ page: "overlay", login: "ada" });
  expect(routeOf("/mod/ada")).toEqual({ page: "moderation", login: "ada" });
  expect([popoutPath("ada"), overlayPath("ada"), moderationPath("ada")].map((path) => routeOf(path).page)).toEqual([
    "popout",
    "overlay",
    "moderation",
  ]);
});

test("what is no page is missing", () => {
  const addresses = [
    "/api",
    "/vods",
    "/vods/0",
    "/vods/x",
    "/vods/1/2",
    "/_x",
    "/a b",
    `/${"a".repeat(26)}`,
    "/a/b",
    "/%00",
    "/mod",
    "/mod/api",
    "/mod/_x",
    "/popout/ada",
    "/popout/ada/video",
    "/overlay/api/chat",
  ];
  expect(addresses.filter((address) => routeOf(address).page !== "missing")).toEqual([]);
});

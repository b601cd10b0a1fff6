import { expect, test } from "vitest";
import { routeOf } from "./route.ts";

test("each address means its page", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/ada_l")).toEqual({ page: "channel", login: "ada_l" });
  expect(routeOf("/Ada/")).toEqual({ page: "channel", login: "ada" });
  expect(routeOf("/vods/42")).toEqual({ page: "vod", id: "42" });
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
  ];
  expect(addresses.filter((address) => routeOf(address).page !== "missing")).toEqual([]);
});

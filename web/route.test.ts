import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { moderationPath, overlayPath, pagePaths, popoutPath, routeOf } from "./route.ts";

test("each address means its page", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/ada_l")).toEqual({ page: "channel", login: "ada_l" });
  expect(routeOf("/Ada/")).toEqual({ page: "channel", login: "ada" });
  expect(routeOf("/vods/42")).toEqual({ page: "vod", id: "42" });
  expect(routeOf("/popout/ada/chat")).toEqual({ page: "popout", login: "ada" });
  expect(routeOf("/overlay/Ada/chat/")).toEqual({ page: "overlay", login: "ada" });
  expect(routeOf("/mod/ada")).toEqual({ page: "moderation", login: "ada" });
  expect(routeOf("/embed/Ada")).toEqual({ page: "embed", login: "ada" });
  expect(routeOf("/category/just-chatting")).toEqual({ page: "category", slug: "just-chatting" });
  expect([routeOf("/settings"), routeOf("/settings/security")]).toEqual([
    { page: "settings", section: "" },
    { page: "settings", section: "security" },
  ]);
  const { settings, studio, ...plain } = pagePaths;
  expect(Object.values(plain).map((path) => routeOf(path))).toEqual(Object.keys(plain).map((page) => ({ page })));
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
    "/embed",
    "/embed/settings",
    "/category",
    "/category/Just Chatting",
    "/category/a--b",
    "/settings/security/more",
    "/login/other",
  ];
  expect(addresses.filter((address) => routeOf(address).page !== "missing")).toEqual([]);
});

test("the head of the document takes no page of the site for a channel", async () => {
  const source = await readFile(new URL("early-load.ts", import.meta.url), "utf8");
  const names = /isOwnPage = \/\^\\\/\(([a-z|]+)\)/.exec(source)?.[1]?.split("|");
  const pages = Object.values(pagePaths).flatMap((path) => /^\/([a-z0-9_]+)$/.exec(path)?.[1] ?? []);
  expect(names).toEqual(pages.toSorted());
});

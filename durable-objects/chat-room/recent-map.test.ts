import { expect, test } from "vitest";
import { RecentMap } from "./recent-map.ts";

test("what is used stays, however much comes; what is not used is forgotten", () => {
  const map = new RecentMap<number>(10);
  map.set("used", -1);
  map.set("unused", -2);
  for (let at = 0; at < 100; at++) {
    map.set(`k${at}`, at);
    expect(map.get("used")).toBe(-1);
    expect(map.size).toBeLessThanOrEqual(20);
  }
  expect([map.get("unused"), map.get("k99")]).toEqual([undefined, 99]);
});

test("the newest entry that fits is the one written last", () => {
  const map = new RecentMap<{ readonly name: string; readonly id: number }>(3);
  map.set("1", { name: "ada", id: 1 });
  map.set("2", { name: "ada", id: 2 });
  map.set("1", { name: "ada", id: 3 });
  map.set("3", { name: "bob", id: 4 });
  expect(map.newest(({ name }) => name === "ada")?.id).toBe(3);
  expect(map.newest(({ name }) => name === "cy")).toBeUndefined();
});

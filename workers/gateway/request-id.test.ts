import { expect, test } from "vitest";
import { requestId } from "./request-id.ts";

test("a request is called as Cloudflare calls it, and else by a name of our own", () => {
  const given = [
    "8f1c2d3e4a5b6c7d-FRA",
    "8f1c2d3e4a5b6c7d",
    undefined,
    "",
    "8f1c2d3e4a5b6c7d\nforged line",
    "x".repeat(200),
  ];
  expect(given.map((ray) => requestId(ray, () => "own"))).toEqual([
    "8f1c2d3e4a5b6c7d-FRA",
    "8f1c2d3e4a5b6c7d",
    "own",
    "own",
    "own",
    "own",
  ]);
});

import { expect, test } from "vitest";
import { parseCategoriesArguments } from "./arguments.ts";

const parse = (...argv: string[]) => parseCategoriesArguments(argv, {});

test("reads both commands", () => {
  expect([parse("list"), parse("refresh"), parse("refresh", "--count", "2000", "--state", "/s"), parse("-h")]).toEqual([
    { kind: "run", command: { kind: "list" }, stateDir: null },
    { kind: "run", command: { kind: "refresh", count: null }, stateDir: null },
    { kind: "run", command: { kind: "refresh", count: 2000 }, stateDir: "/s" },
    { kind: "help" },
  ]);
});

test.each([
  [[], "A command is missing: list or refresh"],
  [["renew"], '"renew" is no command: list or refresh'],
  [["list", "all"], '"all" is one word too many'],
  [["list", "--count", "5"], "--count belongs to refresh"],
  [["refresh", "--count", "0"], '"0" is no count'],
  [["refresh", "--count", "many"], '"many" is no count'],
  [["refresh", "--pages", "2"], "Unknown option '--pages'"],
])("%j is refused in words", (argv, fault) => {
  const read = parse(...argv);
  expect(read.kind === "faulty" && read.fault).toContain(fault);
});

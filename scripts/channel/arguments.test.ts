import { describe, expect, test } from "vitest";
import { parseChannelArguments } from "./arguments.ts";

const parse = (...argv: string[]) => parseChannelArguments(argv, {});

describe("parseChannelArguments", () => {
  test("reads the three commands", () => {
    expect([
      parse("create", "ann_1", "--title", " Hello "),
      parse("rotate", "ann_1", "--state", "/s"),
      parse("list"),
    ]).toEqual([
      { kind: "run", command: { kind: "create", login: "ann_1", title: "Hello" }, stateDir: null },
      { kind: "run", command: { kind: "rotate", login: "ann_1" }, stateDir: "/s" },
      { kind: "run", command: { kind: "list" }, stateDir: null },
    ]);
  });

  test("says what is wrong with a login or a title", () => {
    const faults = [parse("create", "Ann"), parse("create", "ab"), parse("create", "studio"), parse("rotate", "_x")];
    expect(faults.map((read) => (read.kind === "faulty" ? read.fault : read.kind))).toEqual([
      'The login "Ann" cannot be used: a login is 1 to 25 letters a-z, digits or _, starting with a letter or digit',
      'The login "ab" cannot be used: a login has at least 3 characters',
      'The login "studio" cannot be used: this login is reserved',
      'The login "_x" cannot be used: a login is 1 to 25 letters a-z, digits or _, starting with a letter or digit',
    ]);
    expect(parse("create", "ann", "--title", "x".repeat(140))).toMatchObject({ kind: "run" });
    expect(parse("create", "ann", "--title", "x".repeat(141))).toMatchObject({ kind: "faulty" });
  });

  test("says which word is missing or too many", () => {
    const faults = [
      parse(),
      parse("create"),
      parse("delete", "ann"),
      parse("create", "ann", "bob"),
      parse("list", "ann"),
    ];
    expect(faults.map((read) => (read.kind === "faulty" ? read.fault : read.kind))).toEqual([
      "A command is missing: create, rotate or list",
      "create needs a login",
      '"delete" is no command: create, rotate or list',
      '"bob" is one word too many',
      '"ann" is one word too many',
    ]);
  });
});

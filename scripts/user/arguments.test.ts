import { describe, expect, test } from "vitest";
import { parseUserArguments } from "./arguments.ts";

const parse = (...argv: string[]) => parseUserArguments(argv, {});
const faults = (...reads: ReturnType<typeof parse>[]) =>
  reads.map((read) => (read.kind === "faulty" ? read.fault : read.kind));

describe("parseUserArguments", () => {
  test("reads the three commands", () => {
    expect([
      parse("create", "ann_1", "--name", "Ann", "--staff"),
      parse("create", "bob", "--state", "/s"),
      parse("token", "ann_1"),
      parse("token", "ann_1", "--scopes", "chat:read, chat:edit", "--days", "7"),
      parse("rename", "ann_1", "anna"),
    ]).toEqual([
      { kind: "run", command: { kind: "create", login: "ann_1", displayName: "Ann", staff: true }, stateDir: null },
      { kind: "run", command: { kind: "create", login: "bob", displayName: undefined, staff: false }, stateDir: "/s" },
      { kind: "run", command: { kind: "token", login: "ann_1", scopes: undefined, days: undefined }, stateDir: null },
      {
        kind: "run",
        command: { kind: "token", login: "ann_1", scopes: ["chat:read", "chat:edit"], days: 7 },
        stateDir: null,
      },
      { kind: "run", command: { kind: "rename", login: "ann_1", to: "anna" }, stateDir: null },
    ]);
  });

  test("says what is wrong with a value", () => {
    expect(
      faults(
        parse("create", "Ann"),
        parse("create", "messages"),
        parse("create", "ann", "--name", "<b>"),
        parse("rename", "ann", "api"),
        parse("token", "_x"),
        parse("token", "ann", "--days", "soon"),
        parse("token", "ann", "--days", "3651"),
        parse("token", "ann", "--scopes", "CHAT"),
      ),
    ).toEqual([
      'The login "Ann" cannot be used: a login is 1 to 25 letters a-z, digits or _, starting with a letter or digit',
      'The login "messages" cannot be used: this login is reserved',
      'The name "<b>" cannot be used: a name holds letters, digits, single spaces and _ . \' -',
      'The login "api" cannot be used: this login is reserved',
      'The login "_x" cannot be used: a login is 1 to 25 letters a-z, digits or _, starting with a letter or digit',
      'The days "soon" cannot be used: days are a whole number from 1 to 3650',
      "The days 3651 cannot be used: days are a whole number from 1 to 3650",
      'The scopes "CHAT" cannot be used: a scope is words of a-z and _ with : between',
    ]);
  });

  test("says which word is missing, too many or out of place", () => {
    expect(
      faults(
        parse(),
        parse("delete", "ann"),
        parse("create"),
        parse("rename", "ann"),
        parse("token", "ann", "bob"),
        parse("rename", "ann", "anna", "--days", "1"),
      ),
    ).toEqual([
      "A command is missing: create, token or rename",
      '"delete" is no command: create, token or rename',
      "create needs a login",
      "rename needs the new login",
      '"bob" is one word too many',
      "--days belongs to token",
    ]);
  });
});

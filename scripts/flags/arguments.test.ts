import { expect, test } from "vitest";
import { parseFlagsArguments } from "./arguments.ts";

const parse = (...argv: string[]) => parseFlagsArguments(argv, {});
const commandOf = (...argv: string[]) => {
  const read = parse(...argv);
  return read.kind === "run" ? read.command : read;
};
const faultOf = (...argv: string[]) => {
  const read = parse(...argv);
  return read.kind === "faulty" ? read.fault : read.kind;
};

test("reads the three commands", () => {
  expect([
    commandOf("list"),
    commandOf("show", "mail"),
    commandOf("set", "mail", "off"),
    commandOf("set", "guests", "on"),
    commandOf("set", "guests", "on", "--percent", "12.5"),
    commandOf("set", "third_party_emotes", "on", "--channels", "1001, 1002"),
    commandOf("set", "third_party_emotes", "on", "--channels", "1001", "--percent", "50"),
    commandOf("set", "chat", "on", "--except", "1003,1004"),
    commandOf("set", "chat_relay_sockets", "500"),
    commandOf("set", "chat_relay_sockets", "default"),
    parse("list", "--state", "/s"),
    parse("--help"),
  ]).toEqual([
    { kind: "list" },
    { kind: "show", name: "mail" },
    { kind: "set", name: "mail", to: { on: false, percent: 100, channels: [] } },
    { kind: "set", name: "guests", to: { on: true, percent: 100, channels: [] } },
    { kind: "set", name: "guests", to: { on: true, percent: 12.5, channels: [] } },
    { kind: "set", name: "third_party_emotes", to: { on: true, percent: 0, channels: ["1001", "1002"] } },
    { kind: "set", name: "third_party_emotes", to: { on: true, percent: 50, channels: ["1001"] } },
    { kind: "set", name: "chat", to: { on: true, percent: 100, channels: [], except: ["1003", "1004"] } },
    { kind: "set", name: "chat_relay_sockets", to: { value: 500 } },
    { kind: "set", name: "chat_relay_sockets", to: null },
    { kind: "run", command: { kind: "list" }, stateDir: "/s" },
    { kind: "help" },
  ]);
});

test("says what is wrong", () => {
  const names =
    "guests, sign_ups, broadcasts, third_party_emotes, mail, chat, uploads, api_apps, notices, webhooks, search, chat_relay_sockets";
  expect([
    faultOf(),
    faultOf("drop"),
    faultOf("list", "mail"),
    faultOf("show"),
    faultOf("show", "nothing"),
    faultOf("set", "mail"),
    faultOf("set", "mail", "5"),
    faultOf("set", "chat_relay_sockets", "on"),
    faultOf("set", "chat_relay_sockets", "5"),
    faultOf("set", "mail", "off", "--percent", "5"),
    faultOf("list", "--channels", "1"),
  ]).toEqual([
    "A command is missing: list, show or set",
    '"drop" is no command: list, show or set',
    '"mail" is one word too many',
    "show needs the name of a flag",
    `There is no flag "nothing": ${names}`,
    "set needs on, off, a number or default",
    "mail is a feature: it is on or off",
    "chat_relay_sockets is a whole number from 100 to 4000",
    "chat_relay_sockets is a whole number from 100 to 4000",
    "--percent, --channels and --except belong to set <name> on",
    "--percent, --channels and --except belong to set <name> on",
  ]);
  for (const argv of [["maybe"], ["on", "--percent", "101"], ["on", "--percent", "x"], ["on", "--channels", "ada"]]) {
    expect(faultOf("set", "mail", ...argv)).toMatch(/^The value ".+" cannot be used: /);
  }
});

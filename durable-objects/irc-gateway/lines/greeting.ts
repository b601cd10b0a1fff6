/** What a client hears until it is in: capabilities, the greeting of Twitch to the letter, and why it is not let in. */
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { TagValues } from "#protocol/irc/tags.ts";
import { commandLine, numeric, SERVER, type ServerLine } from "./server-line.ts";
import { nameTags } from "./user-tags.ts";

/** Clients tell these apart by their words, and stop trying after them. */
export const LOGIN_FAILED = "Login authentication failed";
export const AUTH_MALFORMED = "Improperly formatted auth";
export const NICK_INVALID = "Invalid NICK";
/** Not the token's fault: it may be tried again. */
export const LOGIN_UNSUCCESSFUL = "Login unsuccessful";

export const authFailure = (sentence: string): ServerLine => ({
  prefix: SERVER,
  command: "NOTICE",
  params: ["*"],
  trailing: sentence,
  needs: 0,
});

/** `kind` is LS, LIST, ACK or NAK. */
export const capLine = (kind: string, capabilities: string): ServerLine => ({
  prefix: SERVER,
  command: "CAP",
  params: ["*", kind],
  trailing: capabilities,
  needs: 0,
});

/** `viewer` is null for a reader without account. */
export function greeting(nick: string, viewer: Viewer | null): readonly ServerLine[] {
  const lines = [
    numeric("001", [nick], "Welcome, GLHF!"),
    numeric("002", [nick], `Your host is ${SERVER}`),
    numeric("003", [nick], "This server is rather new"),
    numeric("004", [nick], "-"),
    numeric("375", [nick], "-"),
    numeric("372", [nick], "You are in a maze of twisty passages, all alike."),
    numeric("376", [nick], ">"),
  ];
  return viewer === null ? lines : [...lines, commandLine({ tags: globalTags(viewer), command: "GLOBALUSERSTATE" })];
}

const globalTags = (viewer: Viewer): TagValues => ({
  "badge-info": "",
  badges: viewer.staff ? "staff/1" : "",
  ...nameTags(viewer),
  "emote-sets": "0",
  "user-id": viewer.userId,
  "user-type": viewer.staff ? "staff" : "",
});

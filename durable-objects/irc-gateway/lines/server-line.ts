/** A line to clients before it is text: what it says, and which capability one must have asked for to get it. */
import { type Capabilities, COMMANDS, hasCapability, TAGS } from "#protocol/irc/capabilities.ts";
import { type LineParts, renderLine } from "#protocol/irc/line.ts";

export type ServerLine = LineParts & {
  /** 0: everybody gets it. */
  readonly needs: 0 | typeof COMMANDS;
};

/** Clients compare it with this very text. */
export const SERVER = "tmi.twitch.tv";

export const userPrefix = (login: string): string => `${login}!${login}@${login}.${SERVER}`;

/** A line that only clients with the commands capability get. */
export const commandLine = (parts: Omit<LineParts, "prefix">): ServerLine => ({
  ...parts,
  prefix: SERVER,
  needs: COMMANDS,
});

/** A numeric answer; `params` begin with the client's name. */
export const numeric = (command: string, params: readonly string[], trailing: string): ServerLine => ({
  prefix: SERVER,
  command,
  params,
  trailing,
  needs: 0,
});

/** The lines as a client with these capabilities gets them. */
export function renderFor(lines: readonly ServerLine[], capabilities: Capabilities): readonly string[] {
  const withTags = hasCapability(capabilities, TAGS);
  return lines
    .filter(({ needs }) => needs === 0 || hasCapability(capabilities, needs))
    .map((line) => renderLine(withTags ? line : { ...line, tags: null }));
}

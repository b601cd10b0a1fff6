/** One line of IRC (RFC 1459 2.3.1 with IRCv3 tags): parsed from what a client sends, rendered for it. Knows no command by name. */
import { MAX_LINE_LENGTH, MAX_PARAMETERS, MAX_TAGS_LENGTH } from "./limits.ts";
import { type IrcTags, parseTags, renderTags, type TagValues } from "./tags.ts";

export type IrcLine = {
  readonly tags: IrcTags;
  /** Upper case. */
  readonly command: string;
  /** The trailing parameter, if there is one, is the last. */
  readonly params: readonly string[];
};

export type ParsedLine =
  | { readonly outcome: "line"; readonly line: IrcLine }
  /** Nothing but spaces. */
  | { readonly outcome: "empty" }
  | { readonly outcome: "malformed" }
  | { readonly outcome: "too_long" };

const NO_TAGS: IrcTags = new Map();
const COMMAND = /^(?:[A-Za-z]{1,32}|[0-9]{3})$/;

/** A line without its end. A prefix is ignored: who sends is known. */
export function parseLine(text: string): ParsedLine {
  let rest = text.replaceAll("\0", "");
  let tags = NO_TAGS;
  if (rest.startsWith("@")) {
    const end = endOfWord(rest);
    if (end > MAX_TAGS_LENGTH) return { outcome: "too_long" };
    tags = parseTags(rest.slice(1, end));
    rest = rest.slice(end);
  }
  rest = rest.trimStart();
  if (rest.length > MAX_LINE_LENGTH) return { outcome: "too_long" };
  if (rest.startsWith(":")) rest = rest.slice(endOfWord(rest)).trimStart();
  if (rest === "") return { outcome: text.trim() === "" ? "empty" : "malformed" };
  const end = endOfWord(rest);
  const command = rest.slice(0, end);
  if (!COMMAND.test(command)) return { outcome: "malformed" };
  return { outcome: "line", line: { tags, command: command.toUpperCase(), params: parseParams(rest.slice(end)) } };
}

function parseParams(text: string): readonly string[] {
  const params: string[] = [];
  let rest = text.replace(/^ +/, "");
  while (rest !== "") {
    if (rest.startsWith(":") || params.length === MAX_PARAMETERS - 1) {
      params.push(rest.startsWith(":") ? rest.slice(1) : rest);
      break;
    }
    const end = endOfWord(rest);
    params.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^ +/, "");
  }
  return params;
}

function endOfWord(text: string): number {
  const space = text.indexOf(" ");
  return space < 0 ? text.length : space;
}

export type LineParts = {
  /** Null sends none. */
  readonly tags?: TagValues | null;
  readonly prefix?: string;
  readonly command: string;
  readonly params?: readonly string[];
  /** May hold spaces; is marked by a colon always. */
  readonly trailing?: string;
};

/** A line without its end. Whatever is put in, it is one line: its parts cannot end it or add parameters. */
export function renderLine({ tags = null, prefix, command, params = [], trailing }: LineParts): string {
  const parts = [command, ...params.map(asParam)];
  if (prefix !== undefined) parts.unshift(`:${asParam(prefix)}`);
  if (tags !== null) parts.unshift(`@${renderTags(tags)}`);
  if (trailing !== undefined) parts.push(`:${trailing.replace(/[\r\n]+/g, " ").replaceAll("\0", "")}`);
  return parts.join(" ");
}

/** A parameter in the middle of a line has no spaces, does not begin with a colon and is not empty. */
const asParam = (param: string): string => param.replace(/[\s\0]+/g, "").replace(/^:+/, "") || "*";

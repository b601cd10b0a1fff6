/**
 * What somebody typed: a message, `/me`, or a command that comes to an action. Names and usages are Twitch's, so that people and bots need
 * learn nothing; who may do it, the action decides. Pure.
 */
import { MODES } from "./commands/modes.ts";
import { type Command, type ParsedText, refuse, split, usage } from "./commands/parsed.ts";
import { PEOPLE } from "./commands/people.ts";
import { ROOM } from "./commands/room.ts";
import { refusal } from "./refusal.ts";

const ME = usage("usage_me", "“/me <message>” - Express an action in the third-person.");
/** Code points of an unknown command's name that are said back. */
const MAX_SAID_BACK = 40;

const me: Command = (text) => (text === "" ? refuse(ME) : { kind: "say", text, action: true });

const COMMANDS: ReadonlyMap<string, Command> = new Map(Object.entries({ ...PEOPLE, ...MODES, ...ROOM, me }));

/** `.ban` is `/ban`, as on Twitch; another text that begins with a dot is a message (`...`, `.5`, `.net`). */
export function parseCommand(text: string): ParsedText {
  const say: ParsedText = { kind: "say", text, action: false };
  const mark = text.charAt(0);
  if (mark !== "/" && mark !== ".") return say;
  const [name, rest] = split(text.slice(1));
  const command = COMMANDS.get(name.toLowerCase());
  if (command !== undefined) return command(rest.trim());
  // `//` and `/ ` show a text that begins with a slash.
  if (mark === "." || name === "" || name.startsWith("/")) return say;
  const saidBack = [...name].slice(0, MAX_SAID_BACK).join("");
  return refuse(refusal("unrecognized_cmd", `Unrecognized command: /${saidBack}`));
}

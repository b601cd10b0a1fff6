/** One line of a client as a step of its session: which commands there are, and what each comes to. Pure; rooms and tokens are the gateway's. */
import { type IrcLine, parseLine } from "#protocol/irc/line.ts";
import { notice } from "./lines/notice.ts";
import { numeric, SERVER, type ServerLine } from "./lines/server-line.ts";
import { takeCap, takeNick, takePass, takeUser } from "./registration.ts";
import type { IrcSession } from "./session.ts";
import { type Step, say, stay } from "./step.ts";

const CLOSE_NORMAL = 1000;
const CHANNEL = /^#([a-z0-9][a-z0-9_]{0,24})$/;
/** CTCP's mark of an action, closed by another \x01. */
const ACTION = "\x01ACTION";
/** Characters of a command or name that an answer repeats. */
const MAX_REPEATED = 64;
/** A reader's words go nowhere. */
const LOGIN_REQUIRED = "Log in with an access token to send messages.";

/** `text` is a line without its end. */
export function takeLine(before: IrcSession, text: string): Step {
  // Whoever does not register is not kept by other lines.
  const session = before.isPinged && before.isRegistered ? { ...before, isPinged: false } : before;
  const parsed = parseLine(text);
  switch (parsed.outcome) {
    case "line":
      return takeCommand(session, parsed.line);
    case "too_long":
      return say(session, numeric("417", [nameOf(session)], "Input line was too long"));
    case "malformed":
      return say(session, numeric("421", [nameOf(session), "*"], "Unknown command"));
    case "empty":
      return stay(session);
  }
}

function takeCommand(session: IrcSession, line: IrcLine): Step {
  switch (line.command) {
    case "CAP":
      return takeCap(session, line);
    case "PASS":
      return takePass(session, line);
    case "NICK":
      return takeNick(session, line);
    case "USER":
      return takeUser(session);
    case "PING":
      return say(session, pong(line));
    case "PONG":
      return stay(session);
    case "QUIT":
      return stay(session, { kind: "close", code: CLOSE_NORMAL, reason: "QUIT" });
    case "JOIN":
    case "PART":
    case "PRIVMSG":
      return session.isRegistered ? takeChannelCommand(session, line) : notRegistered(session);
    default: {
      const command = line.command.slice(0, MAX_REPEATED);
      return say(session, numeric("421", [nameOf(session), command], "Unknown command"));
    }
  }
}

/** A bare PING is answered without prefix: tmi.js looks for that. */
function pong(line: IrcLine): ServerLine {
  const [token] = line.params;
  if (token === undefined) return { command: "PONG", needs: 0 };
  return { prefix: SERVER, command: "PONG", params: [SERVER], trailing: token, needs: 0 };
}

const notRegistered = (session: IrcSession): Step =>
  say(session, numeric("451", [nameOf(session)], "You have not registered"));

function takeChannelCommand(session: IrcSession, line: IrcLine): Step {
  const [target = ""] = line.params;
  if (line.command === "PRIVMSG") return takeMessage(session, target, line);
  const names = [...new Set(target.split(",").filter((name) => name !== ""))];
  const logins: string[] = [];
  const wrong: ServerLine[] = [];
  for (const name of names) {
    const login = loginOf(name);
    if (login === null) wrong.push(numeric("403", [nameOf(session), name.slice(0, MAX_REPEATED)], "No such channel"));
    else logins.push(login);
  }
  const kind = line.command === "JOIN" ? "join" : "part";
  const step = wrong.length === 0 ? stay(session) : say(session, ...wrong);
  return logins.length === 0 ? step : { session, effects: [...step.effects, { kind, logins: [...new Set(logins)] }] };
}

function takeMessage(session: IrcSession, target: string, line: IrcLine): Step {
  const login = loginOf(target);
  if (login === null) {
    return say(session, numeric("403", [nameOf(session), target.slice(0, MAX_REPEATED)], "No such channel"));
  }
  const text = textOf(line.params[1] ?? "");
  if (/^[/.]disconnect$/i.test(text)) return stay(session, { kind: "close", code: CLOSE_NORMAL, reason: "disconnect" });
  if (session.account === null) return say(session, notice(login, "login_required", LOGIN_REQUIRED));
  const replyTo = line.tags.get("reply-parent-msg-id") || null;
  const clientNonce = line.tags.get("client-nonce") || null;
  return stay(session, { kind: "send", login, text, replyTo, clientNonce });
}

/** `/me` travels as ACTION of CTCP. All other commands are the room's, which takes them as they are typed. */
function textOf(text: string): string {
  if (text === ACTION || text.startsWith(`${ACTION} `) || text.startsWith(`${ACTION}\x01`)) {
    const said = text.slice(ACTION.length);
    return `/me${said.endsWith("\x01") ? said.slice(0, -1) : said}`;
  }
  return text;
}

const loginOf = (name: string): string | null => CHANNEL.exec(name.toLowerCase())?.[1] ?? null;

const nameOf = (session: IrcSession): string => session.nick ?? "*";

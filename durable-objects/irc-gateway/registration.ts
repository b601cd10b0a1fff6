/** How a client gets in: capabilities, PASS, NICK and USER, in whatever order clients send them. Pure; the token is looked up elsewhere. */
import { CAPABILITY_LIST, capabilityNames, requestCapabilities } from "#protocol/irc/capabilities.ts";
import type { IrcLine } from "#protocol/irc/line.ts";
import { AUTH_MALFORMED, authFailure, capLine, greeting, NICK_INVALID } from "./lines/greeting.ts";
import { type Account, type IrcSession, MAX_PASSWORD_LENGTH } from "./session.ts";
import { type Step, say, stay } from "./step.ts";

/** Clients reconnect after a policy close; those that were told why do not. */
const CLOSE_NORMAL = 1000;
/** Twitch's names for readers without account. */
const ANONYMOUS = /^justinfan[0-9]{1,16}$/;
const NICK = /^[a-z0-9][a-z0-9_]{0,24}$/;
const TOKEN = /^(?:oauth:)?([a-z0-9]{1,128})$/;

export function takeCap(session: IrcSession, line: IrcLine): Step {
  const [subcommand = "", ...rest] = line.params;
  const request = rest.join(" ");
  switch (subcommand.toUpperCase()) {
    case "LS":
      return say({ ...session, isNegotiating: !session.isRegistered }, capLine("LS", CAPABILITY_LIST));
    case "LIST":
      return say(session, capLine("LIST", capabilityNames(session.capabilities)));
    case "REQ": {
      const capabilities = requestCapabilities(session.capabilities, request);
      // The answer repeats the request to the letter: clients compare it.
      if (capabilities === null) return say(session, capLine("NAK", request));
      return say({ ...session, capabilities }, capLine("ACK", request));
    }
    case "END":
      return register({ ...session, isNegotiating: false });
    default:
      return stay(session);
  }
}

/** The last PASS counts. What is too long can be no token and is not kept. */
export function takePass(session: IrcSession, line: IrcLine): Step {
  if (session.isRegistered) return stay(session);
  return register({ ...session, password: (line.params[0] ?? "").slice(0, MAX_PASSWORD_LENGTH) });
}

export function takeNick(session: IrcSession, line: IrcLine): Step {
  if (session.isRegistered) return stay(session);
  const nick = (line.params[0] ?? "").toLowerCase();
  if (!NICK.test(nick)) return refuse(session, NICK_INVALID);
  return register({ ...session, nick });
}

/** Swallowed, as on Twitch; but who has said NICK and USER and no PASS has no more to say. */
export function takeUser(session: IrcSession): Step {
  const { isRegistered, isNegotiating, nick, password } = session;
  const isReady = !isRegistered && !isNegotiating && nick !== null;
  return isReady && password === null ? refuse(session, AUTH_MALFORMED) : stay(session);
}

/** Lets an anonymous reader in, or has the token looked up, once everything was said. */
function register(session: IrcSession): Step {
  const { isRegistered, isNegotiating, nick, password } = session;
  if (isRegistered || isNegotiating || nick === null) return stay(session);
  // Whatever password comes with it: libraries make one up.
  if (ANONYMOUS.test(nick)) return welcome(session, nick, null);
  if (password === null) return stay(session);
  const token = TOKEN.exec(password.toLowerCase())?.[1];
  if (token === undefined) return refuse(session, AUTH_MALFORMED);
  return { session: { ...session, password: null }, effects: [{ kind: "authenticate", token }] };
}

/** The token's user is in, under its own name whatever NICK said. */
export const authenticated = (session: IrcSession, account: Account): Step =>
  welcome(session, account.viewer.login, account);

function welcome(session: IrcSession, nick: string, account: Account | null): Step {
  const registered = { ...session, password: null, nick, isRegistered: true, account };
  return say(registered, ...greeting(nick, account?.viewer ?? null));
}

/** Says why in Twitch's words and closes. */
export function refuse(session: IrcSession, sentence: string): Step {
  const effects = [
    { kind: "say", lines: [authFailure(sentence)] },
    { kind: "close", code: CLOSE_NORMAL, reason: sentence },
  ] as const;
  return { session, effects };
}

/** What a line comes to: the session after it, and what is to be done, in order. Plain data. */
import type { ServerLine } from "./lines/server-line.ts";
import type { IrcSession } from "./session.ts";

export type Effect =
  | { readonly kind: "say"; readonly lines: readonly ServerLine[] }
  /** Look the token up; `authenticated` or `refuse` follows. */
  | { readonly kind: "authenticate"; readonly token: string }
  | { readonly kind: "join"; readonly logins: readonly string[] }
  | { readonly kind: "part"; readonly logins: readonly string[] }
  | {
      readonly kind: "send";
      readonly login: string;
      /** A text that begins with `/` is a command. */
      readonly text: string;
      /** Id of the message that is answered, as it stands in its tags. */
      readonly replyTo: string | null;
      readonly clientNonce: string | null;
    }
  | { readonly kind: "close"; readonly code: number; readonly reason: string };

export type Step = { readonly session: IrcSession; readonly effects: readonly Effect[] };

export const stay = (session: IrcSession, ...effects: readonly Effect[]): Step => ({ session, effects });

export const say = (session: IrcSession, ...lines: readonly ServerLine[]): Step => ({
  session,
  effects: [{ kind: "say", lines }],
});

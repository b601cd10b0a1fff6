/** The words of a mail about a channel that is live. Plain text, so that nothing in it can be markup. Pure. */
import type { Mail } from "../mail/mail.ts";

type Channel = { readonly login: string; readonly display_name: string; readonly title: string };

/** A subject is one line, whatever somebody calls a channel. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

export const liveLetter = (to: string, origin: string, { login, display_name, title }: Channel): Mail => ({
  to,
  subject: `${oneLine(display_name)} is live`,
  text: `${oneLine(display_name)} is live${title === "" ? "" : `: ${oneLine(title)}`}

${origin}/${login}

You get this because you follow the channel. To get no more of these mails: ${origin}/settings/notifications`,
});

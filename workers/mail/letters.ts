/** The words of the mails that accounts cause. Plain text, so that nothing in them can be markup. Pure. */
import type { Mail } from "./mail.ts";

/** The page that a link opens; its secret stands behind `#`, where no server and no other site's log sees it. */
const link = (origin: string, page: string, token: string): string => `${origin}/${page}#token=${token}`;

const IGNORE = "If that was not you, do nothing: without the link nothing happens.";

export const signUpLetter = (to: string, origin: string, token: string, login: string): Mail => ({
  to,
  subject: "Confirm your mail address",
  text: `Somebody signs up as ${login} at ${origin} with this mail address.

To finish, open this link within a day and enter the password that you chose:

${link(origin, "verify-mail", token)}

${IGNORE}`,
});

/** To an address that has an account: the page said the same as always. */
export const knownAddressLetter = (to: string, origin: string): Mail => ({
  to,
  subject: "You have an account already",
  text: `Somebody tried to sign up at ${origin} with this mail address, which has an account already.

Log in at ${origin}/login. If you forgot your password: ${origin}/login/forgot

If that was not you, do nothing.`,
});

export const resetLetter = (to: string, origin: string, token: string): Mail => ({
  to,
  subject: "Choose a new password",
  text: `Somebody asked for a new password for your account at ${origin}.

To choose one, open this link within an hour. It ends all your sessions:

${link(origin, "reset-password", token)}

${IGNORE}`,
});

export const changeMailLetter = (to: string, origin: string, token: string): Mail => ({
  to,
  subject: "Confirm your new mail address",
  text: `Somebody wants this to be the mail address of an account at ${origin}.

To confirm it, open this link within a day:

${link(origin, "confirm-mail", token)}

${IGNORE}`,
});

/** To the old address, so that a change by somebody else is noticed. */
export const changedMailLetter = (to: string, origin: string): Mail => ({
  to,
  subject: "Your mail address was changed",
  text: `Your account at ${origin} has another mail address now, and this one is not used any more.

If that was not you, write to whoever runs ${origin}.`,
});

export const changedPasswordLetter = (to: string, origin: string): Mail => ({
  to,
  subject: "Your password was changed",
  text: `The password of your account at ${origin} was changed, and your other sessions were ended.

If that was not you, choose a new one: ${origin}/reset-password`,
});

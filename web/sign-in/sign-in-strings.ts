/** Every word of the pages for signing up and logging in. */

export const signInStrings = {
  logIn: "Log in",
  signUp: "Make an account",
  or: "or",
  loading: "Loading",

  name: "Email or login",
  nameMissing: "Enter your email address or your login",
  email: "Email",
  emailHint: "We send one mail to confirm it. Nobody else sees it.",
  emailWrong: "Enter an email address, like name@example.com",
  password: "Password",
  passwordHint: (least: number) => `At least ${least} characters. Length counts more than odd signs.`,
  passwordMissing: "Enter your password",
  passwordShort: (least: number) => `Use at least ${least} characters`,
  passwordLong: (most: number) => `Use at most ${most} characters`,
  login: "Login",
  loginHint: "Your name in chat and your channel's address. 3 to 25 of a-z, 0-9 and _.",
  loginWrong: "Use 3 to 25 of a-z, 0-9 and _, beginning with a letter or digit",
  loginReserved: "This name is the site's own. Choose another.",
  loginTaken: (login: string) => `${login} is taken. Choose another.`,
  remember: "Stay logged in on this browser",

  wrongPassword: "That email or login and that password do not belong together. Check both, or reset your password.",
  tooMany: "Too many tries. Wait a minute, then try again.",
  noAnswer: "The site did not answer. Check your connection and try again.",
  otherSite: {
    access_denied: "You said no at the other site, so nothing was done.",
    account_already_linked_to_different_user: "That account at the other site is connected to another account here.",
    account_not_linked:
      "Your email address at the other site has an account here. Log in to it, then connect the other site in your settings.",
    email_not_verified: "The other site has not verified your email address. Verify it there, then try again.",
    unable_to_link_account: "The other site has not verified your email address. Verify it there, then try again.",
  },
  otherSiteFailed: "The other site did not log you in. Try it again.",

  passkey: "Log in with a passkey",
  passkeyFailed: "No passkey was used. Try again, or log in with your password.",
  provider: { google: "Go on with Google", github: "Go on with GitHub" },
  forgot: "Forgot your password?",
  newHere: "New here?",
  already: "Have an account already?",

  codeTitle: "Enter your code",
  codeText: "Your account asks for a second step: the 6 digits that your authenticator app shows now.",
  code: "Code",
  codeMissing: "Enter the 6 digits from your app",
  codeWrong: "This code is not right, or no longer. Enter the one that your app shows now.",
  backupText: "Enter one of the backup codes that you kept. Each works once.",
  backupCode: "Backup code",
  backupMissing: "Enter one of your backup codes",
  backupWrong: "This backup code is not right, or was used before.",
  useBackup: "Use a backup code instead",
  useApp: "Use the app instead",
  trust: "Do not ask again on this browser for 30 days",
  goOn: "Go on",
  startOver: "Log in as somebody else",

  signUpSent: "Look into your mail",
  signUpSentText: (email: string) =>
    `If ${email} can have an account, a mail with a link is on its way. The link finishes your account; it holds for a day.`,
  signUpAgain: "Use another address",
  checkFailed: "The check that you are a person did not load. Load the page again.",
  checkMissing: "Wait for the check below to finish, then press again.",

  completeTitle: "Choose your login",
  completeText: "One last thing: the name that others know you by here.",
  complete: "Finish",

  forgotTitle: "Reset your password",
  forgotText: "We send you a link with which you choose a new one.",
  forgotSend: "Send the link",
  forgotSentTitle: "Look into your mail",
  forgotSentText: (email: string) =>
    `If ${email} has an account, a mail with a link is on its way. It holds for an hour.`,
  toLogIn: "Back to log in",

  resetTitle: "Choose a new password",
  resetSave: "Save the password",
  resetDoneTitle: "Your password is changed",
  resetDoneText: "All other sessions have ended. Log in with the new one.",

  verifyTitle: "Finish your account",
  verifyText: "Your address is confirmed. Enter the password that you chose, and you are in.",
  verifyWrong: "This is not the password of this sign-up. Enter the one that you chose then.",
  verify: "Finish and log in",

  mailTitle: "Confirm your new address",
  mailText: "From then on mails go there, and it logs you in.",
  mailConfirm: "Confirm",
  mailDoneTitle: "Your address is changed",
  mailDoneText: "Use it the next time you log in.",

  linkBadTitle: "This link does not work",
  linkBad: "It is incomplete, was used before, or is too old. Ask for a new one.",
  linkAgain: "Ask for a new link",

  thereTitle: (name: string) => `You are logged in as ${name}`,
  thereGo: "Go on",
  stateFailedTitle: "The page did not load",
  stateFailedText: "The site did not answer. Check your connection and try again.",
} as const;

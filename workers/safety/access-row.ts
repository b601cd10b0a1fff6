/** Who may come in by which route: what a row of the access table says. Data for the tests of this folder; nothing shipped reads it. */

/** Those who try every door. */
export const ROLES = [
  "anonymous",
  "wrong token",
  "guest",
  "other user",
  "account",
  "moderator",
  "editor",
  "broadcaster",
  "broadcaster without scopes",
  "staff",
  "operator",
] as const;
export type Role = (typeof ROLES)[number];

export type Row = {
  /** As the router names it: `GET /api/channels/:login`. */
  readonly route: string;
  /** The address that is tried; the parameters' names stand for themselves otherwise (`PARAMETERS`). */
  readonly path?: string;
  /** Made anew for each try, so that nothing is a repetition. */
  readonly body?: (n: number) => unknown;
  readonly open: readonly Role[];
  /** Let in or refused by what the body holds, a password that is wrong for one: the door before it is what is tried. */
  readonly either?: readonly Role[];
};

/** What a parameter of a path is in the tests' world. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  login: "host",
  user: "target",
  name: "mail",
  slug: "chess",
  provider: "google",
  side: "28",
  version: "none",
};

const but = (...left: readonly Role[]): readonly Role[] => ROLES.filter((role) => !left.includes(role));

/** A wrong token is told so even where nobody needs one; those rows ask whether it does harm, not what it is answered. */
export const EVERYBODY = ROLES;
/** Everybody, where a token that is no access token is told so. */
export const READERS = but("wrong token", "operator");
/** Signed in, with a token that covers it. */
export const COVERED = but("anonymous", "wrong token", "operator", "broadcaster without scopes");
/** Not for guests, whose names cost nothing. */
export const ACCOUNTS = but("anonymous", "wrong token", "guest", "operator", "broadcaster without scopes");
/** With an access token, whatever it covers. */
export const TOKENS = but("anonymous", "wrong token", "guest", "account", "operator");
/** At the browser, as a guest too; no program. */
export const SESSIONS: readonly Role[] = ["guest", "account"];
/** At the browser, with an account. */
export const PEOPLE: readonly Role[] = ["account"];
export const MODERATORS: readonly Role[] = ["moderator", "broadcaster", "staff"];
export const EDITORS: readonly Role[] = ["editor", "broadcaster", "staff"];
export const BROADCASTERS: readonly Role[] = ["broadcaster", "staff"];
export const STAFF: readonly Role[] = ["staff", "operator"];
export const OPERATOR: readonly Role[] = ["operator"];
export const NOBODY: readonly Role[] = [];

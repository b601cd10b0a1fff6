/** Who may come in by which operation of the Twitch-shaped API: what a row of its part of the access table says. Data for the tests of this folder. */

/** Those who try every operation on the broadcaster's channel, each with what it needs but for one thing. */
export const HELIX_ROLES = [
  "no token",
  "wrong token",
  "another program's id",
  "session",
  "program",
  "broadcaster without scope",
  /** Somebody else who writes the broadcaster's id where its own belongs. */
  "impostor",
  /** Somebody else in its own name. */
  "stranger",
  "moderator of another channel",
  "moderator",
  "broadcaster",
] as const;
export type HelixRole = (typeof HELIX_ROLES)[number];

/** What the test fills in: the broadcaster's id, that of who asks (the impostor's is the broadcaster's), a third one's, and a session's. */
export type Ids = { readonly host: string; readonly me: string; readonly target: string; readonly session: string };

export type HelixRow = {
  /** As the endpoint has it: `GET /users`. */
  readonly operation: string;
  readonly query: (ids: Ids) => string;
  readonly body?: (ids: Ids) => unknown;
  readonly open: readonly HelixRole[];
  /** Let in or refused by what the request holds: another door is what is tried. */
  readonly either?: readonly HelixRole[];
  /** The parameter whose id must be the token's own user. */
  readonly own?: string;
  /** What those are told who have a token with the scope and may not; absent: that the id of `own` must match. */
  readonly says?: readonly [status: number, message: string];
  /** What a program is told that no user has let in; absent: that it takes a user's token. */
  readonly program?: readonly [status: number, message: string];
  /** What even the broadcaster is told. */
  readonly denied?: readonly [status: number, message: string];
};

/** Every program, for itself or for a user. */
export const PROGRAMS: readonly HelixRole[] = [
  "program",
  "broadcaster without scope",
  "impostor",
  "stranger",
  "moderator of another channel",
  "moderator",
  "broadcaster",
];
export const USERS: readonly HelixRole[] = PROGRAMS.filter((role) => role !== "program");
/** Every user whose token has the scope: the user itself is what the operation is about. */
export const COVERED_USERS: readonly HelixRole[] = USERS.filter((role) => role !== "broadcaster without scope");
export const OWNER: readonly HelixRole[] = ["broadcaster"];
export const MODERATING: readonly HelixRole[] = ["moderator", "broadcaster"];

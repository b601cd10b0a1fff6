/** One IRC client as its gateway knows it. It is attached to its socket and outlives the gateway's memory; whatever does not is elsewhere. */
import * as v from "valibot";
import { connectionSchema } from "#protocol/chat/link.ts";
import { viewerSchema } from "#protocol/chat/viewer.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { ALL_CAPABILITIES } from "#protocol/irc/capabilities.ts";
import { MAX_CHANNELS } from "./limits.ts";

/** Characters of a password that is kept until the token is looked up. */
export const MAX_PASSWORD_LENGTH = 256;

/** Whom a token speaks for, and what it is good for. */
const accountSchema = v.object({
  /** As the rooms are told of it: with `writesOnly` when the token lacks the scope to moderate. */
  viewer: viewerSchema,
  mayWrite: v.boolean(),
  /** When the token is over, milliseconds since the epoch. */
  expiresAt: v.number(),
});
export type Account = Readonly<v.InferOutput<typeof accountSchema>>;

export const sessionSchema = v.object({
  /** Names the socket to the rooms. */
  connection: connectionSchema,
  /** Address that the client came from, for the limit of wrong tokens. */
  caller: v.pipe(v.string(), v.maxLength(64)),
  capabilities: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(ALL_CAPABILITIES)),
  /** A client that asked for the list of capabilities is let in after its CAP END. */
  isNegotiating: v.boolean(),
  password: v.nullable(v.pipe(v.string(), v.maxLength(MAX_PASSWORD_LENGTH))),
  /** As asked for; once registered, the name that the client has. */
  nick: v.nullable(v.string()),
  isRegistered: v.boolean(),
  /** Null for a reader without account. */
  account: v.nullable(accountSchema),
  /** The channels that the client is in, or is about to be. */
  channels: v.pipe(v.array(v.object({ id: idSchema, login: loginSchema })), v.maxLength(MAX_CHANNELS)),
  /** A PING is out and nothing came since. */
  isPinged: v.boolean(),
});
export type IrcSession = Readonly<v.InferOutput<typeof sessionSchema>>;

export const openSession = (connection: string, caller: string): IrcSession => ({
  connection,
  caller,
  capabilities: 0,
  isNegotiating: false,
  password: null,
  nick: null,
  isRegistered: false,
  account: null,
  channels: [],
  isPinged: false,
});

/** The session that is attached to a socket; null when it is none of this version's. */
export function parseSession(attachment: unknown): IrcSession | null {
  const parsed = v.safeParse(sessionSchema, attachment);
  return parsed.success ? parsed.output : null;
}

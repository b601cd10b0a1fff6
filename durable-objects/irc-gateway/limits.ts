/** Every limit of the IRC gateway, with its unit and reason. Those of lines and frames are the codec's. */

/** Sockets of one gateway, at most: a chat line of a channel that all of them joined takes about 40 ms of processor time. */
export const MAX_GATEWAY_SOCKETS = 1000;
/** Channels that one socket is in, at most: Twitch's limit, and what fits in a hibernating socket's 16 KiB. */
export const MAX_CHANNELS = 100;
/** Channels that a socket may join within JOIN_WINDOW_MS, as on Twitch. */
export const MAX_JOINS = 20;
export const JOIN_WINDOW_MS = 10_000;
/** Lines that a socket may send within LINE_WINDOW_MS: a moderator's 100 messages, all joins, and pings besides. More closes it. */
export const MAX_LINES = 400;
export const LINE_WINDOW_MS = 30_000;
/** Lines of a socket that wait while its token or a channel is looked up, at most; one more closes it. */
export const MAX_WAITING_LINES = 400;
/** Messages of a socket that the room has not answered, at most; one more is refused. */
export const MAX_UNANSWERED = 100;
/** Time between two PINGs to a client, milliseconds, as on Twitch. Who has not answered by the next is gone. */
export const PING_MS = 5 * 60 * 1000;
/** Users of a room above which nobody is told who comes and goes, as on Twitch: each change would be told to everybody. */
export const MAX_MEMBERSHIP_USERS = 1000;
/** Time between two looks at who is in a room, milliseconds: what comes in between is one frame. */
export const LOOK_MS = 10_000;
/** Users that came or went, of one frame, at most: 26 KB when all logins are as long as they may be. More are told after the next look. */
export const MAX_CHANGES = 200;
/** Clients of a room that get a list of names after one look, at most: 100 of 26 KB. It is more than that only after a loss of memory. */
export const MAX_LISTS = 100;
/** Characters of the names in one line: with the rest of it within the 512 bytes of RFC 1459. */
export const NAMES_LENGTH = 400;
/** Messages of a channel whose text is kept, so that CLEARMSG can say what was deleted. */
export const TEXTS_KEPT = 200;
/** How long a channel's name is believed, milliseconds; that of none, which may be taken any moment; and how many are. */
export const NAME_MS = 60_000;
export const NO_NAME_MS = 2000;
export const MAX_NAMES = 2000;

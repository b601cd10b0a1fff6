/** Every limit of chat, with its unit and reason: what a client may send, what a room holds, and how both are paced. */

/** Unicode code points of a message, at most. */
export const MAX_MESSAGE_LENGTH = 500;
/** UTF-8 bytes of a frame that a client sends, at most: a full message in four-byte characters, escaped, fits. */
export const MAX_CHAT_FRAME_BYTES = 4096;
/** Events that a newcomer gets. */
export const HISTORY_EVENTS = 100;
/**
 * Events that a room, and each of its relays, keeps in memory for those who come back: 20 s at 50 lines a second, twice the slowest
 * reconnect of our client.
 */
export const RING_EVENTS = 1000;
/** Events of one batch, at most; a full queue is flushed at once. */
export const MAX_BATCH_EVENTS = 200;
/** UTF-8 bytes of a batch's JSON from which it is compressed: below it the saving is less than the work. */
export const COMPRESS_FROM_BYTES = 1024;

/** Sockets that a room takes before newcomers are placed on relays: a frame to each takes about 40 ms of processor time. */
export const ROOM_SOCKETS = 1500;
/** Sockets of a room at which it refuses newcomers, wherever they were meant to go. */
export const MAX_ROOM_SOCKETS = 4000;
/** Sockets that a relay should have. */
export const RELAY_SOCKETS = 2000;
/** Sockets of a relay at which it refuses newcomers. */
export const MAX_RELAY_SOCKETS = 4000;
/** Relays of a room, at most: a million viewers at RELAY_SOCKETS each. */
export const MAX_RELAYS = 512;
/** Sockets of one user in a room or relay, at most. */
export const MAX_SOCKETS_PER_USER = 20;

/** Bytes that wait for one viewer's socket, at most: a reader that stalls would fill the isolate's 128 MB. */
export const MAX_BUFFERED_BYTES = 256 * 1024;
/** Bytes that wait on the link from a room to a relay, at most. */
export const MAX_LINK_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Time between two flushes of a room, milliseconds; a quiet room sends at once. */
export const FLUSH_MS = 50;
/** The same for a crowd, from CROWD_SOCKETS on: a frame costs about the same whatever it holds. */
export const CROWD_FLUSH_MS = 100;
export const CROWD_SOCKETS = 500;
/** Time for which a relay gathers its viewers' lines, milliseconds: the room takes a few frames a second instead of each line. */
export const RELAY_GATHER_MS = 25;

/** Frames of any kind that a socket may send within FRAME_WINDOW_MS; more closes it. */
export const MAX_FRAMES_PER_WINDOW = 80;
export const FRAME_WINDOW_MS = 30_000;

/** Messages that a user may send within SEND_WINDOW_MS. */
export const MAX_SENDS = 20;
/** The same for moderators and the broadcaster. */
export const MAX_MODERATOR_SENDS = 100;
export const SEND_WINDOW_MS = 30_000;
/** Least time between two messages of a viewer who does not moderate, milliseconds. */
export const MIN_SEND_GAP_MS = 1000;
/** Time in which a viewer may not say the same again, milliseconds. */
export const DUPLICATE_MS = 30_000;

/** Lines a second that a busy room shows of ordinary viewers: the setting's default and bounds. */
export const DEFAULT_SHOWN_PER_SECOND = 50;
export const MIN_SHOWN_PER_SECOND = 5;
export const MAX_SHOWN_PER_SECOND = 100;
/** Least time between two notices that a room is sampled, milliseconds. */
export const SAMPLED_NOTICE_MS = 10_000;

/** Time for which messages are kept for reading back, milliseconds. */
export const HISTORY_MS = 24 * 3600 * 1000;
/** Time between two counts that viewers get, milliseconds. */
export const PRESENCE_MS = 10_000;
/** Least time between two counts that a relay reports, milliseconds. */
export const RELAY_PRESENCE_MS = 5000;

/** Seconds of a timeout: bounds, and what `/timeout` means without a number. Two weeks at most, as on Twitch. */
export const MIN_TIMEOUT_S = 1;
export const MAX_TIMEOUT_S = 1_209_600;
export const DEFAULT_TIMEOUT_S = 600;
/** Code points of a reason, at most. */
export const MAX_REASON_LENGTH = 500;
/** Bans and timeouts of a room, at most: they are held in memory. */
export const MAX_BANS = 100_000;
export const MAX_MODERATORS = 2000;
export const MAX_VIPS = 2000;
/** Blocked terms of a channel, and the code points of each. */
export const MAX_TERMS = 1000;
export const MIN_TERM_LENGTH = 2;
export const MAX_TERM_LENGTH = 200;
/** Messages that wait for a moderator, at most, and how long, milliseconds. */
export const MAX_HELD = 500;
export const HELD_MS = 5 * 60 * 1000;
/** Entries of the moderation log that are kept. */
export const MAX_LOG_ENTRIES = 5000;

/** Emotes of a channel, at most, and what an uploaded image may be. */
export const MAX_CHANNEL_EMOTES = 60;
export const MAX_EMOTE_BYTES = 1024 * 1024;
/** Sides of an emote's images, pixels: at scale 1, 2 and 4 (Twitch's 1.0, 2.0, 3.0). */
export const EMOTE_SIDES = [28, 56, 112] as const;

/** The frame that keeps a connection open, and its answer; answered without waking the room. */
export const CHAT_PING = "ping";
export const CHAT_PONG = "pong";

/** Every limit of the IRC dialect's lines and frames, with its unit and reason. What a session may do is the gateway's. */

/** UTF-16 units of a frame that a client sends, at most: a line with full tags and as much text again. */
export const MAX_IRC_FRAME_LENGTH = 16 * 1024;
/** UTF-16 units of a line's tags, at most; IRCv3's 8,191 bytes and the `@`. */
export const MAX_TAGS_LENGTH = 8192;
/**
 * UTF-16 units of a line without its tags, at most. RFC 1459 says 512 bytes, but Twitch counts a message's 500 characters besides, and each
 * of ours may be a pair of units: 1,000 units of text, and 512 for all else.
 */
export const MAX_LINE_LENGTH = 512 + 1000;
/** Parameters of a line, at most; RFC 1459 2.3. What is left of the line is part of the last. */
export const MAX_PARAMETERS = 15;
/** Lines of one frame, at most: four times what a client that joins all its channels at once sends. */
export const MAX_FRAME_LINES = 400;

/** Between the edge and an IRC gateway: what the one tells the other of a client. */

/** Request header with the address that the client comes from; the edge sets it itself. */
export const IRC_CALLER_HEADER = "X-Rill-Irc-Caller";

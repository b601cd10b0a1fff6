/** What a streamer is told while the operator lets no new broadcasts begin. */
export const NO_NEW_BROADCASTS = "New broadcasts are switched off on this site for the moment. Try again later.";

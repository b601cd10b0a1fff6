/** What the RTMP server tells the node's log. Knows no log. */

/** One line of the node's log. Never holds a stream key. */
export type RtmpLogEntry = {
  readonly level: "debug" | "info" | "warn";
  readonly event:
    | "rtmp_refused"
    | "rtmp_publishing"
    | "rtmp_denied"
    | "rtmp_closed"
    | "rtmp_failed"
    | "rtmp_authorise_failed";
  readonly remoteAddress: string;
  /** Number of the connection since the server started, 0 for one that was refused at the door. */
  readonly connection: number;
  readonly reason: string;
  readonly bytesReceived: number;
};

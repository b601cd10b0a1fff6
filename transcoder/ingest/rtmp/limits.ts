/** Every limit of the RTMP server, with its unit and its reason. Knows no logic. */

const KIB = 1024;
const MIB = 1024 * 1024;

export type RtmpLimits = {
  /** Milliseconds from the connection to the end of the handshake: three small packets, even over a bad mobile link. */
  readonly handshakeMs: number;
  /** Milliseconds from the handshake to the `publish` command: encoders take four round trips. */
  readonly publishMs: number;
  /** Milliseconds that an authorisation may take before it counts as unavailable. */
  readonly authoriseMs: number;
  /** Milliseconds without a media message after `publish`: longer than any network hiccup that an encoder survives. */
  readonly idleMs: number;
  /** Milliseconds that a connection we have ended stays readable, so that the client gets our last words and no reset. */
  readonly lingerMs: number;
  /** Connections at once: far above what one node can encode, far below what the process can hold. */
  readonly connections: number;
  /** Connections at once of one IPv4 address or IPv6 /64: a studio behind one address, not an attack. */
  readonly connectionsPerAddress: number;
  /** Bytes of a message before `publish` is accepted: commands are below 4 KiB. */
  readonly messageBytesBeforePublish: number;
  /** Bytes of a message afterwards: the largest key frame of a 2160p stream is about 2 MiB. */
  readonly messageBytes: number;
  /** Bytes of all partly received messages of a connection before `publish` is accepted. */
  readonly partialBytesBeforePublish: number;
  /** Bytes of all partly received messages afterwards: a key frame with audio and data interleaved. */
  readonly partialBytes: number;
  /** Chunk streams of a connection; encoders use 3 to 6. */
  readonly chunkStreams: number;
  /** Commands and control messages within `commandWindowMs`; encoders send about 10 in all. */
  readonly commandsPerWindow: number;
  /** Milliseconds of the window in which commands are counted. */
  readonly commandWindowMs: number;
  /** Bytes of media discarded before an accepted `publish`: what an impatient encoder sends while it waits. */
  readonly earlyMediaBytes: number;
  /** Bytes kept unparsed while an authorisation runs; beyond them the socket is paused. */
  readonly heldBytes: number;
  /** Bytes written and not yet taken by the client: our answers are below 1 KiB in all. */
  readonly outputBytes: number;
  /** Tags of one aggregate message; encoders put a fraction of a second into one. */
  readonly aggregateTags: number;
};

export const DEFAULT_RTMP_LIMITS: RtmpLimits = {
  handshakeMs: 5_000,
  publishMs: 10_000,
  authoriseMs: 10_000,
  idleMs: 15_000,
  lingerMs: 2_000,
  connections: 256,
  connectionsPerAddress: 16,
  messageBytesBeforePublish: 64 * KIB,
  messageBytes: 8 * MIB,
  partialBytesBeforePublish: 128 * KIB,
  partialBytes: 16 * MIB,
  chunkStreams: 32,
  commandsPerWindow: 100,
  commandWindowMs: 10_000,
  earlyMediaBytes: 256 * KIB,
  heldBytes: 256 * KIB,
  outputBytes: 64 * KIB,
  aggregateTags: 1_024,
};

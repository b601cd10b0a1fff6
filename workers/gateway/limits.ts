/** How much may be asked, by whom, of what: every limit by name, and what has none, with the reason. Pure. */

export type Limit = {
  readonly name: string;
  /** Requests a minute that one token or session may make. */
  readonly perHolder: number;
  /** Requests a minute of one address, whoever asks: a school or a bus has one address, a script has too. */
  readonly perAddress: number;
};

/** What a page reads while somebody clicks through it is some 10 requests a click. */
export const READS: Limit = { name: "reads", perHolder: 800, perAddress: 3000 };
/** Nobody changes two things a second for a minute; programs that do so wait. */
export const WRITES: Limit = { name: "writes", perHolder: 120, perAddress: 600 };
/** Each viewer says every 15 s that it is there: 1,500 of them behind one address. */
export const HEARTBEATS: Limit = { name: "heartbeats", perHolder: 60, perAddress: 6000 };
/** A streaming program asks once when it starts; each try that names a wrong key could be a guess. */
export const ENCODERS: Limit = { name: "encoders", perHolder: 60, perAddress: 60 };

/** What no limit of the gateway holds, and why. */
export const EXEMPT: readonly { readonly path: RegExp; readonly why: string }[] = [
  {
    path: /^\/(?:live|vods)\/[^/]+\//,
    why: "playback: a viewer asks several times a second, and the edge cache answers most of it",
  },
  { path: /^\/emotes\//, why: "pictures of a chat: hundreds at once, cached for good" },
  { path: /^\/images\//, why: "pictures of a page, cached for good" },
  { path: /^\/$/, why: "the front page is an asset" },
  { path: /^\/api\/ingest\//, why: "transcoder nodes, which show a token of their own" },
  {
    path: /^\/(?:helix|mock|eventsub)\//,
    why: "has Twitch's own buckets, by program and user, and answers in its shape",
  },
  { path: /^\/debug\//, why: "there in development only" },
];

/** The limit of a request; null for what is exempt. */
export function limitOf(method: string, path: string): Limit | null {
  if (EXEMPT.some((exempt) => exempt.path.test(path))) return null;
  if (method === "GET" || method === "HEAD") return READS;
  if (/^\/api\/channels\/[^/]+\/heartbeat$/.test(path)) return HEARTBEATS;
  if (path === "/api/v3/GetClientConfiguration") return ENCODERS;
  return WRITES;
}

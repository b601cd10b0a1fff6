/** What the description of the API says of a route beyond what the code itself shows: its sense, who may ask, and the shape of the answer. */
import type * as v from "valibot";

export const TAGS = {
  Channels: "Channels, who is live, and recordings.",
  Streams: "Going live and playing, the shortest way.",
  Discovery: "Browsing, searching, following.",
  Chat: "Messages, moderation, emotes.",
  Users: "Users and their tokens.",
  Account: "The account of whoever is signed in.",
  Applications: "OAuth 2, and programs of others.",
  Notices: "What tells people and programs that something happened.",
  Encoders: "What streaming programs ask.",
  Playback: "Playlists, media, pictures.",
  Staff: "Running the site.",
} as const;
export type Tag = keyof typeof TAGS;

/** Who may ask: anybody; whoever is signed in; who runs the channel; its moderators; staff; the operator's token. */
export type Who = "anybody" | "user" | "broadcaster" | "moderator" | "staff" | "operator";

export type Operation = {
  readonly tag: Tag;
  /** One sentence. */
  readonly summary: string;
  readonly who: Who;
  /** What an access token must be for: any of these. */
  readonly scopes?: readonly string[];
  /** Status of a success; 200 when it is not said. */
  readonly status?: number;
  /** Shape of a success; a route that answers no JSON says its content type instead. */
  readonly answer?: v.GenericSchema;
  readonly contentType?: string;
  /** Content type of the body where it is no JSON. */
  readonly bodyType?: string;
  /** How it refuses: in this site's shape where nothing is said, in Twitch's, or with a page for a person. */
  readonly refuses?: "in Twitch's shape" | "with a page";
};

/** By method and path, as the router has them: `GET /api/channels/:login`. */
export type Operations = Readonly<Record<string, Operation>>;

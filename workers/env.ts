/** The Worker's bindings and settings, as wrangler.toml and the secrets give them. */
import type { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
import type { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
import type { IrcGateway } from "#durable-objects/irc-gateway/durable-object.ts";
import type { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";

export type Env = {
  readonly DB: D1Database;
  readonly MEDIA: R2Bucket;
  readonly ASSETS: Fetcher;
  readonly LIVE_CHANNEL: DurableObjectNamespace<LiveChannel>;
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  readonly CHAT_RELAY: DurableObjectNamespace<ChatRelay>;
  readonly IRC_GATEWAY: DurableObjectNamespace<IrcGateway>;
  /** Secret: what transcoder nodes show. */
  readonly NODE_TOKEN?: string;
  /** Secret: what the operator shows to create channels and users, and to rotate keys. */
  readonly OPERATOR_TOKEN?: string;
  /** Secret: what chat tickets are signed with. */
  readonly CHAT_SECRET?: string;
  /** "0": nobody gets a name without the operator. */
  readonly GUESTS?: string;
  /** Other sites whose emotes channels may show, e.g. `bttv,ffz,7tv`; none when it is not set. */
  readonly THIRD_PARTY_EMOTES?: string;
  /** "1" opens the debug routes, and lets one address open any number of chat sockets; never set in production. */
  readonly DEVELOPMENT?: string;
  /** Milliseconds that a broadcast stays open after its publisher dropped. */
  readonly GRACE_MS?: string;
  /** Longest hold of a request, milliseconds; three target durations when it is not set. */
  readonly HOLD_MS?: string;
};

/** Hono's view of it. */
export type App = { Bindings: Env };

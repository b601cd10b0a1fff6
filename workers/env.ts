/** The Worker's bindings and settings, as wrangler.toml and the secrets give them. */
import type { Attempts } from "#durable-objects/attempts/durable-object.ts";
import type { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
import type { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
import type { EventsubRoom } from "#durable-objects/eventsub-room/durable-object.ts";
import type { EventsubSession } from "#durable-objects/eventsub-session/durable-object.ts";
import type { IrcGateway } from "#durable-objects/irc-gateway/durable-object.ts";
import type { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";
import type { PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Delivery, NoticeJob } from "#protocol/events/queues.ts";

export type Env = {
  readonly DB: D1Database;
  readonly MEDIA: R2Bucket;
  readonly ASSETS: Fetcher;
  readonly LIVE_CHANNEL: DurableObjectNamespace<LiveChannel>;
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  readonly CHAT_RELAY: DurableObjectNamespace<ChatRelay>;
  readonly IRC_GATEWAY: DurableObjectNamespace<IrcGateway>;
  /** Asked by `flags/flags.ts` only. */
  readonly FLAGS: DurableObjectNamespace;
  /** Asked by `auth/shared-limit.ts` only. */
  readonly ATTEMPTS: DurableObjectNamespace<Attempts>;
  readonly EVENTSUB_SESSION: DurableObjectNamespace<EventsubSession>;
  readonly EVENTSUB_ROOM: DurableObjectNamespace<EventsubRoom>;
  /** What happened on the platform (`events/emit.ts`). */
  readonly EVENTS: Queue<PlatformEvent>;
  /** What goes to the callbacks of programs. */
  readonly DELIVERIES: Queue<Delivery>;
  /** Followers who are told that a channel is live. */
  readonly NOTICES: Queue<NoticeJob>;
  /** Secret: what transcoder nodes show. */
  readonly NODE_TOKEN?: string;
  /** Secret: what the operator shows to create channels and users, and to rotate keys. */
  readonly OPERATOR_TOKEN?: string;
  /** Secret: what chat tickets are signed with. */
  readonly CHAT_SECRET?: string;
  /** Secret: what accounts' cookies are signed with, 32 characters or more. Without it nobody logs in; changing it ends every session. */
  readonly AUTH_SECRET?: string;
  /** The site's own origin, e.g. `https://rill.example`, for links in mails and passkeys; that of the request when it is not set. */
  readonly SITE?: string;
  /** Secret, and the sender, e.g. `Rill <mail@rill.example>`: how mail is sent. Without both nobody can sign up by mail. */
  readonly MAIL_API_KEY?: string;
  readonly MAIL_FROM?: string;
  /** Where mails are posted to; Resend's address when it is not set. */
  readonly MAIL_API_URL?: string;
  /** Cloudflare Turnstile on sign-up: the secret, and the key that pages show. Off unless both are set. */
  readonly TURNSTILE_SECRET?: string;
  readonly TURNSTILE_KEY?: string;
  /** Log-in by accounts of other sites; each is off unless both of its values are set. The client secrets are secrets. */
  readonly GOOGLE_CLIENT_ID?: string;
  readonly GOOGLE_CLIENT_SECRET?: string;
  readonly GITHUB_CLIENT_ID?: string;
  readonly GITHUB_CLIENT_SECRET?: string;
  /** How pushes are signed (VAPID, RFC 8292): the public point and the private number in base64url, and a contact, `mailto:...` or an address.
   *  The private one is a secret. Without the keys no pushes are sent. */
  readonly VAPID_PUBLIC_KEY?: string;
  readonly VAPID_PRIVATE_KEY?: string;
  readonly VAPID_SUBJECT?: string;
  /** "0": nobody gets a name without the operator, unless the flag `guests` says otherwise. */
  readonly GUESTS?: string;
  /** Other sites whose emotes channels may show, e.g. `bttv,ffz,7tv`; none when it is not set. */
  readonly THIRD_PARTY_EMOTES?: string;
  /** An account at IGDB, from which the operator may take games over as categories; off unless both are set. The second is a secret. */
  readonly IGDB_CLIENT_ID?: string;
  readonly IGDB_CLIENT_SECRET?: string;
  /** "1" opens the debug routes, and lets one address open any number of chat sockets; never set in production. */
  readonly DEVELOPMENT?: string;
  /** Where encoders send to, as JSON (`ingests/ingests.ts`); this machine when it is not set. */
  readonly INGESTS?: string;
  /** Milliseconds that a broadcast stays open after its publisher dropped. */
  readonly GRACE_MS?: string;
  /** Longest hold of a request, milliseconds; three target durations when it is not set. */
  readonly HOLD_MS?: string;
};

/** Hono's view of it. */
export type App = {
  Bindings: Env;
  /** What the gateway knows of a request (`gateway/gateway.ts`). */
  Variables: {
    requestId?: string;
    /** How much may still be asked, as headers. */
    rateHeaders?: Readonly<Record<string, string>>;
  };
};

/**
 * The WebSocket transport: what is told to the object of a session, and its limits. What travels on the socket itself is Twitch's
 * (`durable-objects/eventsub-session/frames.ts` writes it); a client says nothing there.
 */
import type { SubscriptionBody } from "./subscription.ts";

/** Seconds between two signs of life, as a client may choose them. */
export const MIN_KEEPALIVE_S = 10;
export const MAX_KEEPALIVE_S = 600;
export const DEFAULT_KEEPALIVE_S = 10;
/** A session that nothing was subscribed for ends after this. */
export const UNUSED_MS = 10_000;
/** The old socket of a session stays for so long after it was asked to reconnect. */
export const RECONNECT_MS = 30_000;
/** Subscriptions of one session. */
export const MAX_SESSION_SUBSCRIPTIONS = 300;
/** Sessions with subscriptions of one user and client. */
export const MAX_SESSIONS = 3;
/** Cost of what a user has subscribed to over sessions of a client. */
export const MAX_SESSION_COST = 10;
/** Notices of one call. */
export const MAX_NOTICES = 100;

export const EVENTSUB_CLOSE = {
  internal: 4000,
  inboundTraffic: 4001,
  unused: 4003,
  reconnectOver: 4004,
  networkTimeout: 4005,
  invalidReconnect: 4007,
} as const;

/** An event for one subscription of the session. */
export type SessionNotice = {
  readonly subscription: SubscriptionBody;
  readonly messageId: string;
  /** The event in the subscription's shape. */
  readonly event: unknown;
};

export type SessionRevocation = { readonly subscription: SubscriptionBody };

/** Who uses a session: the first to subscribe for it. */
export type SessionOwner = { readonly clientId: string; readonly userId: string };

/** What becomes of a wish to subscribe for a session. */
export type Attached =
  | { readonly outcome: "attached"; readonly connectedAt: number }
  /** There is no such session, or it is over. */
  | { readonly outcome: "unknown" }
  /** Somebody else uses it. */
  | { readonly outcome: "taken" };

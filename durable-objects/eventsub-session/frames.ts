/** What a session says on its socket: Twitch's EventSub messages, as text. Pure. */
import type { SessionNotice, SessionRevocation } from "#protocol/events/session.ts";
import { eventTime } from "#protocol/events/time.ts";

/** What every message carries: a mark of its own, and when it was sent, milliseconds since the Unix epoch. */
export type Stamp = { readonly messageId: string; readonly at: number };

type SessionBody = {
  readonly id: string;
  readonly status: "connected" | "reconnecting";
  readonly connected_at: string;
  readonly keepalive_timeout_seconds: number | null;
  readonly reconnect_url: string | null;
};

const metadata = ({ messageId, at }: Stamp, type: string) => ({
  message_id: messageId,
  message_type: type,
  message_timestamp: eventTime(at),
});

const sessionMessage = (stamp: Stamp, type: string, session: SessionBody): string =>
  JSON.stringify({ metadata: metadata(stamp, type), payload: { session } });

export const welcome = (stamp: Stamp, id: string, connectedAt: number, keepaliveS: number): string =>
  sessionMessage(stamp, "session_welcome", {
    ...{ id, status: "connected", connected_at: eventTime(connectedAt) },
    ...{ keepalive_timeout_seconds: keepaliveS, reconnect_url: null },
  });

export const reconnect = (stamp: Stamp, id: string, connectedAt: number, url: string): string =>
  sessionMessage(stamp, "session_reconnect", {
    ...{ id, status: "reconnecting", connected_at: eventTime(connectedAt) },
    ...{ keepalive_timeout_seconds: null, reconnect_url: url },
  });

export const keepalive = (stamp: Stamp): string =>
  JSON.stringify({ metadata: metadata(stamp, "session_keepalive"), payload: {} });

export function notification({ subscription, messageId, event }: SessionNotice, at: number): string {
  const { type, version } = subscription;
  return JSON.stringify({
    metadata: {
      ...metadata({ messageId, at }, "notification"),
      ...{ subscription_type: type, subscription_version: version },
    },
    payload: { subscription, event },
  });
}

export function revocation(stamp: Stamp, { subscription }: SessionRevocation): string {
  const { type, version } = subscription;
  return JSON.stringify({
    metadata: { ...metadata(stamp, "revocation"), subscription_type: type, subscription_version: version },
    payload: { subscription },
  });
}

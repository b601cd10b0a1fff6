/** Which subscription is told what of the events of a room: the messages for each session, and those for callbacks. Pure. */
import type { Delivery } from "#protocol/events/queues.ts";
import type { SessionNotice } from "#protocol/events/session.ts";
import { ENABLED, messageIdOf, type SubscriptionRow, subscriptionBody } from "#protocol/events/subscription.ts";

export type Told = {
  readonly id: string;
  readonly type: string;
  readonly version: string;
  /** Whose subscriptions alone it is for; null: everybody's. */
  readonly readerId: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly event: Readonly<Record<string, unknown>>;
};

export type FannedOut = {
  /** By session, in the order of the events. */
  readonly notices: ReadonlyMap<string, readonly SessionNotice[]>;
  readonly deliveries: readonly Delivery[];
};

/** What happened before somebody subscribed is not for them. */
export function fanOut(events: readonly Told[], subscriptions: readonly SubscriptionRow[]): FannedOut {
  const notices = new Map<string, SessionNotice[]>();
  const deliveries: Delivery[] = [];
  for (const told of events) {
    const { id, at, event } = told;
    for (const row of subscriptions) {
      if (!isFor(told, row)) continue;
      if (row.method === "webhook") {
        deliveries.push({ kind: "notification", subscriptionId: row.id, eventId: id, at, event });
      } else {
        const ofSession = notices.get(row.target) ?? [];
        ofSession.push({ subscription: subscriptionBody(row), messageId: messageIdOf(row.id, id), event });
        notices.set(row.target, ofSession);
      }
    }
  }
  return { notices, deliveries };
}

function isFor({ type, version, readerId, at }: Told, row: SubscriptionRow): boolean {
  if (row.type !== type || row.version !== version || row.status !== ENABLED) return false;
  return row.created_at <= at && (readerId === null || row.reader_id === readerId);
}

/** A list in pieces of at most `most`. */
export function inPieces<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let from = 0; from < list.length; from += most) pieces.push(list.slice(from, from + most));
  return pieces;
}

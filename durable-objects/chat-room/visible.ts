/** Which messages are still to be seen after what moderators did: for newcomers and for reading back. Pure. */
import type { ChatEvent } from "#protocol/chat/event.ts";

/** What later events hide. */
export type Hidden = {
  readonly deleted: ReadonlySet<number>;
  /** By user id: everything before this event. */
  readonly purged: ReadonlyMap<string, number>;
  readonly cleared: number;
};

/** What these events, in order, hide. */
export function hiddenBy(events: readonly ChatEvent[]): Hidden {
  const deleted = new Set<number>();
  const purged = new Map<string, number>();
  let cleared = -1;
  for (const event of events) {
    if (event.kind === "delete") deleted.add(event.target);
    else if (event.kind === "purge") purged.set(event.userId, event.seq);
    else if (event.kind === "clear") cleared = event.seq;
  }
  return { deleted, purged, cleared };
}

/** The events without hidden messages. The events that hide stay: somebody may hold such a message already. */
export function withoutHidden(
  events: readonly ChatEvent[],
  { deleted, purged, cleared }: Hidden = hiddenBy(events),
): readonly ChatEvent[] {
  return events.filter((event) => {
    if (event.kind !== "message" && event.kind !== "announcement") return true;
    const isPurged = event.seq < (purged.get(event.from.userId) ?? 0);
    return event.seq > cleared && !isPurged && !deleted.has(event.seq);
  });
}

/** Own messages until the room's copy of each is among the lines, or the room has refused it. Pure. */
import type { RefusalCode } from "#protocol/chat/codes.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";

/** Own messages that wait for the room, at most; what a room takes from one viewer in half a minute. */
export const MAX_OUTBOX = 20;

export type Outgoing = {
  readonly nonce: string;
  readonly text: string;
  readonly replyTo: number | null;
  readonly at: number;
  readonly state:
    | { readonly kind: "pending" }
    /** Acknowledged as number `seq`; its copy is on the way. */
    | { readonly kind: "stored"; readonly seq: number }
    /** Taken by a room that is too busy to show it; the person may put it away. */
    | { readonly kind: "unshown" }
    /** A moderator decides. */
    | { readonly kind: "held" }
    | { readonly kind: "failed"; readonly code: RefusalCode; readonly reason: string };
};
type Outbox = readonly Outgoing[];

export function write(outbox: Outbox, message: Omit<Outgoing, "state">): Outbox {
  if (outbox.length >= MAX_OUTBOX) return outbox;
  const { nonce, text, replyTo, at } = message;
  return [...outbox, { nonce, text, replyTo, at, state: { kind: "pending" } }];
}

export function withState(outbox: Outbox, nonce: string, state: Outgoing["state"]): Outbox {
  return outbox.map((one) => (one.nonce === nonce ? { ...one, state } : one));
}

export const without = (outbox: Outbox, nonce: string): Outbox => outbox.filter((one) => one.nonce !== nonce);

export function acknowledge(outbox: Outbox, nonce: string, seq: number | null): Outbox {
  return withState(outbox, nonce, seq === null ? { kind: "unshown" } : { kind: "stored", seq });
}

export const hold = (outbox: Outbox, nonce: string): Outbox => withState(outbox, nonce, { kind: "held" });

export function fail(outbox: Outbox, nonce: string, code: RefusalCode, reason: string): Outbox {
  return withState(outbox, nonce, { kind: "failed", code, reason });
}

/** A moderator's no comes without a mark; they decide in the order in which messages came, as a rule. */
export function refuseOldestHeld(outbox: Outbox, code: RefusalCode, reason: string): Outbox {
  const oldest = outbox.find((one) => one.state.kind === "held");
  return oldest === undefined ? outbox : fail(outbox, oldest.nonce, code, reason);
}

/** A held message that was allowed comes as any other; its text tells which one it is. */
export function releaseHeld(outbox: Outbox, userId: string | null, events: readonly ChatEvent[]): Outbox {
  if (userId === null || !outbox.some((one) => one.state.kind === "held")) return outbox;
  return events.reduce((rest, event) => {
    if (event.kind !== "message" || event.from.userId !== userId) return rest;
    const said = event.action ? `/me ${event.text}` : event.text;
    const mine = rest.find((one) => one.state.kind === "held" && one.text === said);
    return mine === undefined ? rest : without(rest, mine.nonce);
  }, outbox);
}

/** Lets go of messages whose copy stands at or before the newest event. */
export function settle(outbox: Outbox, position: number): Outbox {
  const open = outbox.filter((one) => one.state.kind !== "stored" || one.state.seq > position);
  return open.length === outbox.length ? outbox : open;
}

/** The messages that the room has not acknowledged and that nobody gave up: sent anew after a reconnect, in order. */
export const unacknowledged = (outbox: Outbox): Outbox => outbox.filter((one) => one.state.kind === "pending");

/** The room's log: the newest messages, in order, with the marks by which a resend is known. Pure; storage keeps the same in batches. */
import * as v from "valibot";
import { type ChatMessage, chatMessageSchema, HISTORY_MESSAGES, nonceSchema } from "#protocol/chat/chat.ts";

/**
 * Messages that a room keeps, for those who come back and to know a resend. At 50 messages a second they span 20 s: longer than
 * the slowest reconnect of our client (10 s).
 */
export const KEPT_MESSAGES = 1000;

/** A message with its sender's mark. The mark stays in the room. */
export const keptMessageSchema = v.object({ ...chatMessageSchema.entries, nonce: nonceSchema });
export type KeptMessage = Readonly<v.InferOutput<typeof keptMessageSchema>>;

export type Log = {
  /** The number of the newest message ever; 0 before the first. It only grows. */
  readonly lastSeq: number;
  /** The newest messages, oldest first. */
  readonly kept: readonly KeptMessage[];
};

export const EMPTY_LOG: Log = { lastSeq: 0, kept: [] };

export function appendToLog(log: Log, messages: readonly KeptMessage[]): Log {
  return {
    lastSeq: messages.at(-1)?.seq ?? log.lastSeq,
    kept: [...log.kept, ...messages].slice(-KEPT_MESSAGES),
  };
}

/** What somebody who last saw `after` gets (undefined for a newcomer); `complete` is false when something in between is gone. */
export type Missed = { readonly messages: readonly ChatMessage[]; readonly complete: boolean };

export function missedSince(log: Log, after: number | undefined): Missed {
  const newest = () => log.kept.slice(-HISTORY_MESSAGES).map(toWire);
  if (after === undefined) return { messages: newest(), complete: true };
  // A position that the room never reached is one of a room that is gone.
  if (after > log.lastSeq) return { messages: newest(), complete: false };
  const missed = log.kept.filter((message) => message.seq > after);
  // Numbers are given without gaps, so their count tells whether all of them are here.
  if (missed.length < log.lastSeq - after) return { messages: newest(), complete: false };
  return { messages: missed.map(toWire), complete: true };
}

/** The number of the kept message that this name sent with this mark. Names are one whatever their case. */
export function findSent(log: Log, name: string, nonce: string): number | undefined {
  return log.kept.findLast((message) => message.nonce === nonce && sameName(message.name, name))?.seq;
}

export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export function toWire({ seq, name, text, at }: KeptMessage): ChatMessage {
  return { seq, name, text, at };
}

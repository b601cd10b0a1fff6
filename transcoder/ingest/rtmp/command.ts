/** Reads a command message. Pure; the client may send anything, so that fields are taken only when they are what they should be. */
import { decodeAmf0 } from "#media/flv/amf0.ts";
import { Fault } from "#protocol/errors.ts";
import type { RtmpMessage } from "./messages.ts";

export type Command = {
  readonly name: string;
  readonly transactionId: number;
  readonly object: unknown;
  readonly argument: unknown;
  readonly streamId: number;
};

/** The values are the client's and may hold its key, so that a fault does not repeat them. */
export function readCommand(message: RtmpMessage, from: number): Command {
  let values: readonly unknown[];
  try {
    values = decodeAmf0(message.payload.subarray(from));
  } catch (cause) {
    throw new Fault("bad_request", "session: a command that is not AMF0", cause);
  }
  const [name, transactionId, object, argument] = values;
  if (typeof name !== "string") throw new Fault("bad_request", "session: a command without a name");
  return {
    name,
    transactionId: typeof transactionId === "number" ? transactionId : 0,
    object,
    argument,
    streamId: message.streamId,
  };
}

/** A field of a decoded object; undefined when it is no object or has no such field. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** The text, or an empty one for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The uplink's conversation: what a node's text and binary frames do to its channel. Knows no socket: it answers how to close one. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { type Bundle, decodeBundle } from "#protocol/ingest/bundle.ts";
import { MAX_UPLINK_TEXT_BYTES, UPLINK_CLOSE, type UplinkUp, uplinkUpSchema } from "#protocol/ingest/uplink.ts";
import type { Channel, Uplinks } from "./channel.ts";

/** Why a socket is closed; null keeps it open. */
export type Close = { readonly code: number; readonly reason: string } | null;

const fenced: Close = { code: UPLINK_CLOSE.fenced, reason: "the lease was taken over" };
const malformed = (reason: string): Close => ({ code: UPLINK_CLOSE.malformed, reason });

const holds = (channel: Channel, epoch: number): boolean =>
  channel.lease?.held === true && channel.lease.epoch === epoch && channel.current !== null;

/** A text frame of the socket that was let in for `epoch`. */
export async function onText(channel: Channel, uplinks: Uplinks, epoch: number, text: string): Promise<Close> {
  if (text.length > MAX_UPLINK_TEXT_BYTES) return malformed("the message is too long");
  const parsed = v.safeParse(uplinkUpSchema, parseJson(text));
  if (!parsed.success) return malformed("not an uplink message");
  if (!holds(channel, epoch)) return fenced;
  const message = parsed.output;
  switch (message.kind) {
    case "hello":
      return onHello(channel, uplinks, epoch, message);
    case "live":
      channel.restart?.live();
      channel.acknowledge();
      return null;
    case "health":
      channel.noteHealth(message.health);
      return null;
    case "bye":
      await channel.release(message.reason, false);
      return { code: 1000, reason: "goodbye" };
  }
}

async function onHello(
  channel: Channel,
  uplinks: Uplinks,
  epoch: number,
  hello: Extract<UplinkUp, { kind: "hello" }>,
): Promise<Close> {
  if (hello.epoch !== epoch) return fenced;
  const { current, restart } = channel;
  if (current === null) return fenced;
  restart?.hello();
  const isComplete = !current.isRecovering || (await restart?.readBack) !== false;
  if (!holds(channel, epoch)) return fenced;
  const { received, stored } = current.progress();
  if (hello.oldest > received + 1) {
    await channel.release(`bundles ${received + 1} to ${hello.oldest - 1} are lost`, true);
    return null;
  }
  uplinks.send(epoch, { kind: "welcome", received, stored: isComplete ? stored : current.replayFrom - 1 });
  return null;
}

/** A bundle of the socket that was let in for `epoch`. */
export async function onFrame(channel: Channel, epoch: number, frame: Uint8Array): Promise<Close> {
  const { current, restart } = channel;
  if (!holds(channel, epoch) || current === null) return fenced;
  if (current.isRecovering) await restart?.readBack;
  if (!holds(channel, epoch)) return fenced;
  const bundle = readBundle(frame);
  if (typeof bundle === "string") return malformed(bundle);
  if (bundle.header.epoch !== epoch) return fenced;
  const result = current.accept(bundle, frame);
  if (result.outcome === "invalid") return malformed(result.sentence);
  if (result.outcome === "gap") {
    return { code: UPLINK_CLOSE.gap, reason: `bundle ${bundle.header.seq} came, ${result.expected} was expected` };
  }
  // A socket that outlived the object goes on without a greeting: the next bundle in order says that nothing is missing.
  if (restart !== null && !restart.isHello) restart.live();
  if (result.outcome === "applied" && bundle.header.parts.length > 0) channel.mediaCame();
  channel.acknowledge();
  return null;
}

function readBundle(frame: Uint8Array): Bundle | string {
  try {
    return decodeBundle(frame);
  } catch (cause) {
    if (cause instanceof Fault) return cause.message;
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The uplinks of one object as hibernatable sockets: each remembers the epoch that it was let in for. */
import * as v from "valibot";
import { UPLINK_CLOSE, type UplinkDown } from "#protocol/ingest/uplink.ts";

/** A close reason has at most 123 bytes (RFC 6455 5.5); ours are ASCII. */
const MAX_REASON_CHARACTERS = 120;

const attachmentSchema = v.object({ epoch: v.pipe(v.number(), v.integer(), v.minValue(0)) });

export class UplinkSockets {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  get size(): number {
    return this.#ctx.getWebSockets().length;
  }

  /** Answers an upgrade; a node has one uplink, so that older ones are closed. */
  accept(epoch: number): Response {
    for (const old of this.#ctx.getWebSockets()) old.close(1000, "replaced by a newer connection");
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment({ epoch });
    return new Response(null, { status: 101, webSocket: client });
  }

  epochOf(socket: WebSocket): number {
    return v.parse(attachmentSchema, socket.deserializeAttachment()).epoch;
  }

  send(epoch: number, message: UplinkDown): void {
    for (const socket of this.#ctx.getWebSockets()) if (this.epochOf(socket) === epoch) send(socket, message);
  }

  /** Tells all nodes to stop, and closes their sockets as fenced. */
  stop(reason: string): void {
    for (const socket of this.#ctx.getWebSockets()) {
      send(socket, { kind: "stop", reason: short(reason) });
      this.close(socket, UPLINK_CLOSE.fenced, reason);
    }
  }

  close(socket: WebSocket, code: number, reason: string): void {
    socket.close(code, short(reason));
  }
}

const short = (reason: string): string => reason.slice(0, MAX_REASON_CHARACTERS);

/** A socket that is closing takes no more; its node hears by the close. */
function send(socket: WebSocket, message: UplinkDown): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/**
 * The RTMP session of a publisher as a state machine: messages in, effects out as data. Pure; knows no sockets, chunks or timers, and
 * learns the outcome of an authorisation from its caller.
 */
import type { FlvTag } from "#media/flv/tag.ts";
import { Fault } from "#protocol/errors.ts";
import type { AuthoriseDenial } from "../publisher.ts";
import { type Command, fieldOf, readCommand, textOf } from "./command.ts";
import type { RtmpLimits } from "./limits.ts";
import { isMedia, tagsOf } from "./media-messages.ts";
import { MESSAGE, type OutgoingMessage, type RtmpMessage, readU32 } from "./messages.ts";
import {
  callFailed,
  connectReply,
  onFCPublish,
  PING_REQUEST,
  pingResponse,
  result,
  STREAM_ID,
  status,
  streamBegin,
} from "./replies.ts";
import { streamKeyOf } from "./stream-key.ts";

export type SessionPhase = "connecting" | "connected" | "authorising" | "publishing" | "ended";

export type SessionEffect =
  | { readonly kind: "send"; readonly message: OutgoingMessage }
  /** The client names the window after which it wants acknowledgements. */
  | { readonly kind: "window"; readonly bytes: number }
  /** Ask whether this key may publish, and read no further until `grant` or `deny`. */
  | { readonly kind: "authorise"; readonly streamKey: string }
  | { readonly kind: "tag"; readonly tag: FlvTag }
  /**
   * The session is over. Ended by the server, the connection is closed once everything sent has gone out; ended by the client, it is
   * left to the client to close, since some (GStreamer's rtmp2sink) report an error when the server is quicker.
   */
  | { readonly kind: "end"; readonly by: "server" | "client"; readonly reason: string };

export type SessionLimits = Pick<
  RtmpLimits,
  "commandsPerWindow" | "commandWindowMs" | "earlyMediaBytes" | "aggregateTags"
>;

/** What a discarded message counts for besides its payload, so that empty ones are counted too. */
const MESSAGE_OVERHEAD_BYTES = 12;

export class Session {
  readonly #limits: SessionLimits;
  #phase: SessionPhase = "connecting";
  #app = "";
  #tcUrl = "";
  /** The client said FCPublish and expects onFCPublish. */
  #fcPublish = false;
  #streamId = STREAM_ID;
  #earlyBytes = 0;
  #window = { startMs: Number.NEGATIVE_INFINITY, commands: 0 };

  constructor(limits: SessionLimits) {
    this.#limits = limits;
  }

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** Takes the next message. Throws a Fault on what no publisher sends, and when a limit is exceeded. */
  receive(message: RtmpMessage, nowMs: number): SessionEffect[] {
    if (isMedia(message.type)) return this.#media(message);
    this.#count(nowMs);
    switch (message.type) {
      case MESSAGE.userControl:
        return answerUserControl(message.payload);
      case MESSAGE.windowSize:
        return [{ kind: "window", bytes: readU32(message.payload, 0) }];
      case MESSAGE.command:
        return this.#command(readCommand(message, 0));
      case MESSAGE.commandAmf3:
        // The AMF3 form begins with a format byte; encoders put AMF0 behind it.
        return this.#command(readCommand(message, 1));
      default:
        // Acknowledgements among others: we send less in a whole session than a window holds.
        return [];
    }
  }

  /** The key may publish. Media is taken from here on. */
  grant(): SessionEffect[] {
    if (this.#phase !== "authorising") return [];
    this.#phase = "publishing";
    return [
      send(streamBegin(this.#streamId)),
      ...(this.#fcPublish ? [send(onFCPublish())] : []),
      send(status(this.#streamId, "status", "NetStream.Publish.Start", "Publishing.")),
    ];
  }

  /**
   * The key may not publish. BadName is what encoders show as a wrong key; Failed leaves it to them to try again (OBS takes Denied for
   * a wrong key and gives up).
   */
  deny(denial: AuthoriseDenial): SessionEffect[] {
    if (this.#phase !== "authorising") return [];
    const code = denial.reason === "unavailable" ? "NetStream.Publish.Failed" : "NetStream.Publish.BadName";
    return this.#end(status(this.#streamId, "error", code, denial.message), `denied: ${denial.reason}`);
  }

  /** Ends the session from our side, telling a publisher why. */
  stop(reason: string): SessionEffect[] {
    if (this.#phase === "ended") return [];
    return this.#end(status(this.#streamId, "error", "NetStream.Publish.Failed", reason), reason);
  }

  #end(farewell: OutgoingMessage, reason: string, by: "server" | "client" = "server"): SessionEffect[] {
    this.#phase = "ended";
    return [send(farewell), { kind: "end", by, reason }];
  }

  /** Media of any message stream is taken: a connection publishes once, and librtmp's first format 1 header names stream 0. */
  #media(message: RtmpMessage): SessionEffect[] {
    if (this.#phase === "publishing") {
      return tagsOf(message, this.#limits.aggregateTags).map((tag) => ({ kind: "tag", tag }));
    }
    this.#earlyBytes += message.payload.byteLength + MESSAGE_OVERHEAD_BYTES;
    if (this.#earlyBytes > this.#limits.earlyMediaBytes) {
      throw new Fault(
        "rate_limited",
        `session: more than ${this.#limits.earlyMediaBytes} bytes of media before publish`,
      );
    }
    return [];
  }

  #count(nowMs: number): void {
    const { commandsPerWindow, commandWindowMs } = this.#limits;
    if (nowMs - this.#window.startMs >= commandWindowMs) this.#window = { startMs: nowMs, commands: 0 };
    this.#window.commands += 1;
    if (this.#window.commands > commandsPerWindow) {
      throw new Fault("rate_limited", `session: more than ${commandsPerWindow} commands within ${commandWindowMs} ms`);
    }
  }

  #command(command: Command): SessionEffect[] {
    if (this.#phase === "ended") return [];
    if (command.name === "connect") return this.#connect(command);
    if (this.#phase === "connecting") throw new Fault("bad_request", "session: a command before connect");
    switch (command.name) {
      case "FCPublish":
        this.#fcPublish = true;
        return [send(result(command.transactionId))];
      case "releaseStream":
      case "_checkbw":
        return [send(result(command.transactionId))];
      case "getStreamLength":
        return [send(result(command.transactionId, 0))];
      case "createStream":
        return [send(result(command.transactionId, STREAM_ID))];
      case "publish":
        return this.#publish(command);
      case "FCUnpublish":
      case "deleteStream":
      case "closeStream":
        return this.#unpublish();
      case "play":
      case "play2": {
        const words = "This server takes streams, it does not play them.";
        return this.#end(status(command.streamId, "error", "NetStream.Play.Failed", words), "the client wants to play");
      }
      default:
        // Without a transaction id no answer is expected, and answers to us (`_result`, `onStatus`) have none coming.
        return command.transactionId > 0 && !command.name.startsWith("_")
          ? [send(callFailed(command.transactionId))]
          : [];
    }
  }

  #connect(command: Command): SessionEffect[] {
    if (this.#phase !== "connecting") throw new Fault("bad_request", "session: a second connect");
    this.#phase = "connected";
    this.#app = textOf(fieldOf(command.object, "app"));
    this.#tcUrl = textOf(fieldOf(command.object, "tcUrl"));
    return connectReply(command.transactionId).map(send);
  }

  #publish(command: Command): SessionEffect[] {
    if (this.#phase !== "connected") {
      const words = "This connection publishes already.";
      return [send(status(command.streamId, "error", "NetStream.Publish.BadName", words))];
    }
    this.#phase = "authorising";
    this.#streamId = command.streamId;
    const streamKey = streamKeyOf({ app: this.#app, tcUrl: this.#tcUrl, name: textOf(command.argument) });
    if (streamKey !== "") return [{ kind: "authorise", streamKey }];
    return this.deny({ outcome: "denied", reason: "unknown_key", message: "No stream key was given." });
  }

  /** FCUnpublish, closeStream and deleteStream come in any number and order; the first one ends a running stream. */
  #unpublish(): SessionEffect[] {
    if (this.#phase !== "publishing") return [];
    const farewell = status(this.#streamId, "status", "NetStream.Unpublish.Success", "Ended.");
    return this.#end(farewell, "the client ended the stream", "client");
  }
}

function send(message: OutgoingMessage): SessionEffect {
  return { kind: "send", message };
}

function answerUserControl(payload: Uint8Array): SessionEffect[] {
  const event = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  if (event !== PING_REQUEST || payload.byteLength < 6) return [];
  return [send(pingResponse(payload.subarray(2, 6)))];
}

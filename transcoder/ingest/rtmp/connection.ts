/**
 * One RTMP connection: a thin shell that carries bytes between a socket and a `Conversation`, keeps its deadlines, asks for the
 * authorisation and applies back-pressure. An exception ends this connection and no other. Knows no media.
 */
import type { Duplex } from "node:stream";
import { Fault } from "#protocol/errors.ts";
import type { Authorise, AuthoriseDenial, AuthoriseGrant } from "../publisher.ts";
import { Conversation, type ConversationEffect } from "./conversation.ts";
import type { RtmpLimits } from "./limits.ts";
import type { RtmpLogEntry } from "./log-entry.ts";
import { Publication } from "./publication.ts";

export type ConnectionOptions = {
  readonly id: number;
  readonly remoteAddress: string;
  readonly limits: RtmpLimits;
  readonly authorise: Authorise;
  readonly log: (entry: RtmpLogEntry) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** HANDSHAKE_RANDOM_BYTES of it. */
  readonly random: Uint8Array;
};

/** Whether media may flow: the publisher waits for its consumer, or the consumer asked for back-pressure. */
type Gate = "open" | "awaiting_start" | "full";

const UNAVAILABLE: AuthoriseDenial = {
  outcome: "denied",
  reason: "unavailable",
  message: "The stream key cannot be checked right now. Try again in a moment.",
};

export class RtmpConnection {
  readonly #socket: Duplex;
  readonly #options: ConnectionOptions;
  readonly #conversation: Conversation;
  readonly #abort = new AbortController();
  #publication: Publication | null = null;
  #gate: Gate = "open";
  #draining = false;
  #ended = false;
  #bytesReceived = 0;
  #deadline: NodeJS.Timeout | null = null;

  constructor(socket: Duplex, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#conversation = new Conversation(options.limits, options.random);
    socket.on("data", (bytes: Uint8Array) => this.#onData(bytes));
    socket.on("end", () => this.#finish("the client closed the connection"));
    socket.on("error", (error) => this.#finish(`the connection broke: ${codeOf(error)}`));
    socket.on("close", () => {
      this.#finish("the connection closed");
      this.#disarm();
    });
    this.#arm(options.limits.handshakeMs, "the handshake took too long");
  }

  /** Ends the connection, telling the client. */
  stop(reason: string): void {
    if (!this.#ended) this.#guard(() => this.#run(this.#conversation.stop(reason)));
  }

  #onData(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#bytesReceived += bytes.byteLength;
    this.#conversation.receive(bytes);
    this.#drain();
  }

  /** Handles what was received as far as it may be, then lets the socket run or pauses it. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#guard(() => {
      while (this.#gate === "open" && !this.#ended) {
        const before = this.#conversation.phase;
        const effects = this.#conversation.read(this.#options.now());
        if (effects === null) break;
        if (before === "handshake" && this.#conversation.phase !== "handshake") {
          this.#arm(this.#options.limits.publishMs, "no stream was published in time");
        }
        this.#run(effects);
      }
    });
    this.#draining = false;
    if (this.#ended) return;
    // While an answer or a consumer is awaited the socket is still read, or its end would go unnoticed; but only so far.
    const full = this.#gate === "full" || this.#conversation.heldBytes > this.#options.limits.heldBytes;
    if (full) this.#socket.pause();
    else this.#socket.resume();
  }

  #run(effects: readonly ConversationEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "write":
          this.#write(effect.bytes);
          break;
        case "tag":
          this.#deadline?.refresh();
          if (this.#publication?.deliver(effect.tag) === false) this.#applyBackPressure();
          break;
        case "authorise":
          void this.#authorise(effect.streamKey);
          break;
        case "end":
          this.#finish(effect.reason, effect.by);
          break;
      }
    }
  }

  #write(bytes: Uint8Array): void {
    if (this.#ended || !this.#socket.writable) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > this.#options.limits.outputBytes) {
      throw new Fault("rate_limited", "connection: the client does not read what it is sent");
    }
  }

  /** A publisher that we do not read from is not idle. */
  #applyBackPressure(): void {
    if (this.#ended) return;
    this.#gate = "full";
    this.#disarm();
  }

  #open(): void {
    if (this.#ended || this.#gate === "open") return;
    this.#gate = "open";
    this.#armIdle();
    this.#drain();
  }

  async #authorise(streamKey: string): Promise<void> {
    const { authorise, remoteAddress, limits } = this.#options;
    this.#arm(limits.authoriseMs, null);
    const { signal } = this.#abort;
    let answer: AuthoriseGrant | AuthoriseDenial = UNAVAILABLE;
    try {
      answer = await authorise({ streamKey, protocol: "rtmp", remoteAddress, signal });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.#log("warn", "rtmp_authorise_failed", words.replaceAll(streamKey, "[key]"));
    }
    this.#guard(() => this.#decide(answer));
  }

  #decide(answer: AuthoriseGrant | AuthoriseDenial): void {
    if (answer.outcome === "denied") {
      this.#deny(answer);
      return;
    }
    const publication = new Publication(this.#options.remoteAddress, {
      begin: () => this.#open(),
      resume: () => {
        if (this.#gate === "full") this.#open();
      },
      stop: (reason) => this.stop(reason),
      failed: (error) => this.#log("warn", "rtmp_failed", wordsOf(error)),
    });
    if (this.#ended) {
      publication.end("the client left before it was accepted");
    } else {
      this.#publication = publication;
      this.#gate = "awaiting_start";
      this.#armIdle();
      this.#run(this.#conversation.grant());
      this.#log("info", "rtmp_publishing", "");
    }
    answer.accept(publication);
  }

  #deny(denial: AuthoriseDenial): void {
    if (this.#ended) return;
    this.#log("info", "rtmp_denied", denial.reason);
    this.#run(this.#conversation.deny(denial));
  }

  #armIdle(): void {
    this.#arm(this.#options.limits.idleMs, "no media came for too long");
  }

  /** Sets the one deadline. With a null reason its passing denies the pending authorisation. */
  #arm(afterMs: number, reason: string | null): void {
    this.#disarm();
    this.#deadline = setTimeout(() => {
      if (reason === null) this.#guard(() => this.#deny(UNAVAILABLE));
      else this.stop(reason);
    }, afterMs);
  }

  #disarm(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = null;
  }

  /** Runs a step; whatever it throws ends this connection. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!this.#ended) this.#log("warn", "rtmp_failed", wordsOf(error));
      this.#finish(error instanceof Fault ? error.message : "the connection failed inside the node");
      this.#socket.destroy();
    }
  }

  /**
   * The end, once. The socket is closed after what was written, or left to the client who ended the session, and read on for a
   * moment: closing it with unread bytes would reset the connection, and the client would never see our last words.
   */
  #finish(reason: string, by: "server" | "client" = "server"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#log("info", "rtmp_closed", reason);
    this.#disarm();
    this.#abort.abort();
    this.#publication?.end(reason);
    if (by === "server") this.#socket.end();
    this.#socket.resume();
    this.#deadline = setTimeout(() => this.#socket.destroy(), this.#options.limits.lingerMs);
  }

  #log(level: RtmpLogEntry["level"], event: RtmpLogEntry["event"], reason: string): void {
    const { id, remoteAddress, log } = this.#options;
    log({ level, event, connection: id, remoteAddress, reason, bytesReceived: this.#bytesReceived });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The system's name of an error, which unlike its message holds nothing of the client. */
function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

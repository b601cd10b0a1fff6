/**
 * The edge end of the link to a room, for relays and gateways: opens it, greets, takes batches strictly in order, gathers lines, comes back
 * after a loss with what it saw last, and ends when nobody needs it. Everything that is to be done comes out as effects, to be carried out
 * in order. Knows no viewers and no runtime.
 */
import * as v from "valibot";
import { isDeflated, readWireBatch, type WireBatch } from "#protocol/chat/batch.ts";
import type { Down, Up } from "#protocol/chat/frames.ts";
import { CHAT_PING, CHAT_PONG, RELAY_GATHER_MS, RELAY_PRESENCE_MS } from "#protocol/chat/limits.ts";
import { type LinkDown, type LinkUp, linkDownSchema } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { Fault } from "#protocol/errors.ts";
import { type GivenUp, LinkLines } from "./link-lines.ts";

/** A lost link is opened again after a random part of this, doubled with each try, milliseconds. */
export const LINK_RETRY_MS = 500;
export const LINK_RETRY_CAP_MS = 10_000;
/** Time that the room has to open, to welcome, and to answer a ping, milliseconds. */
export const LINK_ANSWER_MS = 10_000;
/** A link on which nothing came for so long is tried with a ping, milliseconds. */
export const LINK_SILENCE_MS = 30_000;
/** A link that nobody needs ends after this, milliseconds: while it is open the object cannot sleep. */
export const LINK_IDLE_MS = 60_000;
/** When a line that was not taken may be tried again, milliseconds. */
const REFUSED_RETRY_MS = 5000;

type Joined = Extract<Down, { readonly kind: "joined" }>;

export type LinkEffect =
  /** Open a WebSocket to the room; `opened` or `closed` follows. */
  | { readonly kind: "connect" }
  /** Give the socket up, also while it opens; nothing of it is passed on from here. */
  | { readonly kind: "disconnect" }
  | { readonly kind: "transmit"; readonly frame: string }
  /** Call `wake` at this time. There is one timer, and this sets it anew. */
  | { readonly kind: "wake"; readonly at: number }
  /** What the room keeps after `asked`; `since` is the newest event that was passed on before. Null: none. */
  | {
      readonly kind: "welcome";
      readonly since: number | null;
      readonly asked: number | null;
      readonly joined: Joined;
    }
  /** The next batch: its bytes as they came, and what stands in it (`readEvents`). */
  | { readonly kind: "batch"; readonly frame: Uint8Array; readonly batch: WireBatch }
  /** From the room, or in its place to whoever is not answered by it. */
  | Exclude<LinkDown, { readonly kind: "welcome" }>;

export type LinkOptions = {
  readonly channelId: string;
  /** As in `hello`. */
  readonly relay: string;
  /** 0 to 1. */
  readonly random: () => number;
  /** Raw DEFLATE. */
  readonly inflate: (bytes: Uint8Array) => Uint8Array;
  /** What holds the link listens for others: it is nobody in the room. */
  readonly uncounted?: boolean;
};

type Phase = "idle" | "pause" | "opening" | "greeting" | "linked";

export class RoomLink {
  readonly #options: LinkOptions;
  readonly #lines = new LinkLines();
  #effects: LinkEffect[] = [];
  #phase: Phase = "idle";
  /** When the phase ends by itself: the pause, the patience with the room, or the silence. */
  #phaseDue: number | null = null;
  #isPinged = false;
  #linkedAt = 0;
  #tries = 0;
  #after: number | null = null;
  /** How far back the next greeting reaches, when further than #after. */
  #rewound: number | null = null;
  /** What the last greeting asked for. */
  #asked: number | null = null;
  #sockets = 0;
  #reported = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #gatherDue: number | null = null;
  #idleDue: number | null = null;
  #timer: number | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Number of the newest event that was passed on; null before the first welcome. */
  get after(): number | null {
    return this.#after;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Lines that the room has not answered. */
  get heldLines(): number {
    return this.#lines.size;
  }

  /** How many sockets need the room now: the first opens the link, and without any it ends after LINK_IDLE_MS. */
  sockets(count: number, nowMs: number): readonly LinkEffect[] {
    this.#sockets = count;
    if (count > 0) {
      this.#idleDue = null;
      if (this.#phase === "idle") this.#open(nowMs);
    } else if (this.#phase !== "idle") {
      this.#idleDue ??= nowMs + LINK_IDLE_MS;
    }
    return this.#done(nowMs);
  }

  /** What one of the sockets sent. It is answered, by the room or in its place. */
  line(connection: string, viewer: Viewer, up: Up, nowMs: number): readonly LinkEffect[] {
    if (!this.#lines.add(connection, viewer, up, nowMs)) {
      this.#refuse({ connection, nonce: up.kind === "join" ? null : up.nonce });
    } else if (this.#phase === "linked") {
      this.#gatherDue ??= nowMs + RELAY_GATHER_MS;
    }
    return this.#done(nowMs);
  }

  /** A socket is gone; its connection is not used again. */
  left(connection: string): void {
    this.#lines.left(connection);
  }

  /**
   * Has the room say once more what came after number `after`, which is before what was passed on: with the greeting that is due anyway, or
   * by a new one. When it is under way already, ask again after its `welcome`.
   */
  rewind(after: number, nowMs: number): readonly LinkEffect[] {
    this.#rewound = Math.min(after, this.#rewound ?? after);
    if (this.#phase === "linked") {
      this.#effects.push({ kind: "disconnect" });
      this.#forgetSent();
      this.#open(nowMs);
    }
    return this.#done(nowMs);
  }

  /** The socket to the room is open. */
  opened(nowMs: number): readonly LinkEffect[] {
    if (this.#phase !== "opening") return [];
    const { channelId, relay } = this.#options;
    this.#enter("greeting", nowMs + LINK_ANSWER_MS);
    this.#asked = least(this.#after, this.#rewound);
    this.#transmit({ kind: "hello", channelId, relay, after: this.#asked, sockets: this.#report(nowMs) });
    return this.#done(nowMs);
  }

  /** The socket to the room is closed, or could not be opened. */
  closed(nowMs: number): readonly LinkEffect[] {
    if (this.#phase !== "idle" && this.#phase !== "pause") this.#lose(nowMs);
    return this.#done(nowMs);
  }

  /** What the room sent. */
  frame(data: string | Uint8Array, nowMs: number): readonly LinkEffect[] {
    if (this.#phase !== "greeting" && this.#phase !== "linked") return [];
    if (this.#phase === "linked") this.#heard(nowMs);
    if (typeof data !== "string") this.#binary(data, nowMs);
    else if (data !== CHAT_PONG) this.#text(data, nowMs);
    return this.#done(nowMs);
  }

  /** The timer rang; too early does no harm. */
  wake(nowMs: number): readonly LinkEffect[] {
    this.#timer = null;
    for (const one of this.#lines.expire(nowMs)) this.#refuse(one);
    if (isDue(this.#idleDue, nowMs)) this.#end();
    if (isDue(this.#phaseDue, nowMs)) this.#phaseOver(nowMs);
    if (isDue(this.#gatherDue, nowMs)) this.#sendLines();
    if (isDue(this.#reportDue, nowMs)) this.#transmit({ kind: "sockets", sockets: this.#report(nowMs) });
    return this.#done(nowMs);
  }

  #phaseOver(nowMs: number): void {
    if (this.#phase === "pause") {
      this.#open(nowMs);
    } else if (this.#phase === "linked" && !this.#isPinged) {
      this.#isPinged = true;
      this.#phaseDue = nowMs + LINK_ANSWER_MS;
      this.#effects.push({ kind: "transmit", frame: CHAT_PING });
    } else {
      this.#giveUp(nowMs);
    }
  }

  #heard(nowMs: number): void {
    this.#isPinged = false;
    this.#phaseDue = nowMs + LINK_SILENCE_MS;
  }

  #text(data: string, nowMs: number): void {
    const parsed = v.safeParse(linkDownSchema, parseJson(data));
    // A kind that this side does not know: a newer room during a deploy.
    if (!parsed.success) return;
    const down = parsed.output;
    if (down.kind === "welcome") {
      if (this.#phase === "greeting" && down.joined.kind === "joined") this.#welcome(down.joined, nowMs);
    } else {
      if (down.kind === "answer") this.#lines.answered(down.connection, down.frame);
      this.#effects.push(down);
    }
  }

  #welcome(joined: Joined, nowMs: number): void {
    const since = this.#after;
    this.#after = Math.max(since ?? 0, joined.seq);
    this.#enter("linked", nowMs + LINK_SILENCE_MS);
    this.#isPinged = false;
    this.#linkedAt = nowMs;
    this.#rewound = null;
    this.#effects.push({ kind: "welcome", since, asked: this.#asked, joined });
    this.#sendLines();
  }

  #binary(frame: Uint8Array, nowMs: number): void {
    // Until the welcome it is unknown what a batch follows.
    if (this.#phase !== "linked" || this.#after === null) return;
    const batch = this.#readBatch(frame);
    if (batch === null || batch.previous > this.#after) {
      this.#giveUp(nowMs);
    } else if (batch.last > this.#after) {
      this.#after = batch.last;
      this.#effects.push({ kind: "batch", frame, batch });
    }
  }

  #readBatch(frame: Uint8Array): WireBatch | null {
    const payload = frame.subarray(1);
    try {
      return readWireBatch(isDeflated(frame) ? this.#options.inflate(payload) : payload);
    } catch (cause) {
      if (cause instanceof Fault || isDeflated(frame)) return null;
      throw cause;
    }
  }

  #sendLines(): void {
    this.#gatherDue = null;
    for (const frame of this.#lines.take()) this.#effects.push({ kind: "transmit", frame });
  }

  #refuse({ connection, nonce }: GivenUp): void {
    const message = "The chat cannot be reached right now. Try again in a moment.";
    const frame: Down = { kind: "refused", nonce, code: "unavailable", message, retryMs: REFUSED_RETRY_MS };
    this.#effects.push({ kind: "answer", connection, frame });
  }

  #open(nowMs: number): void {
    this.#enter("opening", nowMs + LINK_ANSWER_MS);
    this.#effects.push({ kind: "connect" });
  }

  /** The room is not what it should be: ends the socket and begins anew. */
  #giveUp(nowMs: number): void {
    this.#effects.push({ kind: "disconnect" });
    this.#lose(nowMs);
  }

  #lose(nowMs: number): void {
    if (this.#phase === "linked" && nowMs - this.#linkedAt >= LINK_RETRY_CAP_MS) this.#tries = 0;
    this.#forgetSent();
    const most = Math.min(LINK_RETRY_CAP_MS, LINK_RETRY_MS * 2 ** this.#tries);
    this.#tries += 1;
    this.#enter("pause", nowMs + this.#options.random() * most);
  }

  #end(): void {
    this.#idleDue = null;
    if (this.#phase === "idle") return;
    if (this.#phase !== "pause") this.#effects.push({ kind: "disconnect" });
    this.#forgetSent();
    this.#tries = 0;
    this.#enter("idle", null);
  }

  #forgetSent(): void {
    this.#lines.unsend();
    this.#gatherDue = null;
  }

  #enter(phase: Phase, due: number | null): void {
    this.#phase = phase;
    this.#phaseDue = due;
  }

  #report(nowMs: number): number {
    this.#reported = this.#sockets;
    this.#reportedAt = nowMs;
    return this.#options.uncounted === true ? 0 : this.#sockets;
  }

  get #reportDue(): number | null {
    const isNews = this.#phase === "linked" && this.#reported !== this.#sockets;
    return isNews ? this.#reportedAt + RELAY_PRESENCE_MS : null;
  }

  #transmit(up: LinkUp): void {
    this.#effects.push({ kind: "transmit", frame: JSON.stringify(up) });
  }

  /** Hands the effects out. The timer comes first: what is set while the others are carried out is set later, and holds. */
  #done(nowMs: number): readonly LinkEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    const due = [this.#phaseDue, this.#gatherDue, this.#idleDue, this.#reportDue, this.#lines.expiresAt];
    const next = due.reduce(least, null);
    if (next === null || next >= (this.#timer ?? Number.POSITIVE_INFINITY)) return effects;
    this.#timer = Math.max(next, nowMs);
    return [{ kind: "wake", at: this.#timer }, ...effects];
  }
}

const least = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

const isDue = (at: number | null, nowMs: number): boolean => at !== null && at <= nowMs;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

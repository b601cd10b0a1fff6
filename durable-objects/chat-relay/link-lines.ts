/**
 * The lines that a relay holds for its room: those that wait to be sent, and those that were sent and have no answer. When the link is
 * lost all of them are sent again, in their order; the room knows them by their nonces. Bounded in number and in age. Knows no socket.
 */
import type { Down, Up } from "#protocol/chat/frames.ts";
import { MAX_LINK_FRAME_BYTES, MAX_LINK_LINES } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";

/** Lines that are held, at most: a second of the worst that a relay's viewers may send; 10 MB when each is as long as it can be. */
export const MAX_HELD_LINES = 2048;
/** Time after which a line without answer is given up, milliseconds; its sender may try again by the same nonce. */
export const LINE_MS = 20_000;

/** Bytes of UTF-8 that one UTF-16 code unit takes, at most. */
const MAX_BYTES_PER_UNIT = 3;
/** A frame of lines around its lines. */
const FRAME_START = '{"kind":"lines","lines":[';
const FRAME_END = "]}";

type Line = {
  readonly connection: string;
  readonly nonce: string | null;
  readonly json: string;
  readonly at: number;
  isSent: boolean;
  /** Its sender is gone: nobody waits for the answer. */
  isOrphan: boolean;
};

/** Who gets no answer from the room. */
export type GivenUp = { readonly connection: string; readonly nonce: string | null };

export class LinkLines {
  // In the order in which they came.
  readonly #lines = new Map<string, Line>();
  #unsent = 0;

  get size(): number {
    return this.#lines.size;
  }

  /** Lines that wait to be sent. */
  get unsent(): number {
    return this.#unsent;
  }

  /** When the oldest line is given up; null without any. */
  get expiresAt(): number | null {
    for (const { at } of this.#lines.values()) return at + LINE_MS;
    return null;
  }

  /**
   * False when no more are taken. The same line of the same socket is held once, and sent again when it has a nonce: its sender doubts that
   * it came.
   */
  add(connection: string, viewer: Viewer, up: Up, nowMs: number): boolean {
    const nonce = up.kind === "join" ? null : up.nonce;
    const key = keyOf(connection, nonce);
    const known = this.#lines.get(key);
    if (known !== undefined) {
      if (known.isSent && nonce !== null) {
        this.#unsent += 1;
        known.isSent = false;
      }
      return true;
    }
    if (this.#lines.size >= MAX_HELD_LINES) return false;
    const json = JSON.stringify({ connection, viewer, up });
    this.#lines.set(key, { connection, nonce, json, at: nowMs, isSent: false, isOrphan: false });
    this.#unsent += 1;
    return true;
  }

  /** The frames of all lines that wait to be sent. */
  take(): readonly string[] {
    const frames: string[] = [];
    let lines: string[] = [];
    let bytes = 0;
    const cut = (): void => {
      if (lines.length > 0) frames.push(FRAME_START + lines.join(",") + FRAME_END);
      lines = [];
      bytes = FRAME_START.length + FRAME_END.length;
    };
    cut();
    for (const [key, line] of this.#lines) {
      if (line.isSent) continue;
      const size = line.json.length * MAX_BYTES_PER_UNIT + 1;
      if (lines.length >= MAX_LINK_LINES || bytes + size > MAX_LINK_FRAME_BYTES) cut();
      lines.push(line.json);
      bytes += size;
      line.isSent = true;
      if (line.isOrphan) this.#lines.delete(key);
    }
    cut();
    this.#unsent = 0;
    return frames;
  }

  /** The room answered this connection. */
  answered(connection: string, frame: Down): void {
    if (frame.kind === "self") this.#delete(keyOf(connection, null));
    if (frame.kind !== "sent" && frame.kind !== "refused" && frame.kind !== "done") return;
    if (frame.nonce !== null) this.#delete(keyOf(connection, frame.nonce));
  }

  /** Nobody waits for answers to this connection; what it said is said. */
  left(connection: string): void {
    for (const [key, line] of this.#lines) {
      if (line.connection !== connection) continue;
      if (line.isSent) this.#lines.delete(key);
      line.isOrphan = true;
    }
  }

  /** The link is lost: whatever has no answer may not have come. */
  unsend(): void {
    for (const line of this.#lines.values()) line.isSent = false;
    this.#unsent = this.#lines.size;
  }

  /** Gives up what is too old. */
  expire(nowMs: number): readonly GivenUp[] {
    const over: GivenUp[] = [];
    for (const [key, { connection, nonce, at, isOrphan }] of this.#lines) {
      if (nowMs - at < LINE_MS) break;
      this.#delete(key);
      if (!isOrphan) over.push({ connection, nonce });
    }
    return over;
  }

  #delete(key: string): void {
    if (this.#lines.get(key)?.isSent === false) this.#unsent -= 1;
    this.#lines.delete(key);
  }
}

/** A socket has one join at a time, and one line by each nonce. */
const keyOf = (connection: string, nonce: string | null): string =>
  nonce === null ? connection : `${connection} ${nonce}`;

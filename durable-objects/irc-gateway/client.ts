/** One socket's client while the gateway is in memory: its session, the lines that wait to be taken, and what is to be said to it. */
import type { Capabilities } from "#protocol/irc/capabilities.ts";
import { writeFrame } from "#protocol/irc/frame.ts";
import { JOIN_WINDOW_MS, LINE_WINDOW_MS, MAX_JOINS, MAX_LINES } from "./limits.ts";
import type { ToldMode } from "./lines/mode-lines.ts";
import { renderFor, type ServerLine } from "./lines/server-line.ts";
import { RateWindow } from "./rate-window.ts";
import type { IrcSession } from "./session.ts";

/** A message or command that the room has not answered. */
export type Pending = {
  readonly channelId: string;
  /** The channel that the client named, without `#`. */
  readonly login: string;
  readonly clientNonce: string | null;
  /** How often each mode had been told when it was sent. */
  readonly told: ReadonlyMap<ToldMode, number>;
};

export class Client {
  session: IrcSession;
  /** Lines that were received and not taken. */
  readonly waiting: string[] = [];
  isTaking = false;
  isClosed = false;
  readonly lines = new RateWindow(MAX_LINES, LINE_WINDOW_MS);
  readonly joins = new RateWindow(MAX_JOINS, JOIN_WINDOW_MS);
  /** By nonce. */
  readonly pending = new Map<string, Pending>();
  readonly #spokenTo: Set<Client>;
  #said: string[] = [];

  /** Puts itself among `spokenTo` when something is to be said to it. */
  constructor(session: IrcSession, spokenTo: Set<Client>) {
    this.session = session;
    this.#spokenTo = spokenTo;
  }

  get connection(): string {
    return this.session.connection;
  }

  get capabilities(): Capabilities {
    return this.session.capabilities;
  }

  get userId(): string | null {
    return this.session.account?.viewer.userId ?? null;
  }

  get nick(): string {
    return this.session.nick ?? "*";
  }

  say(...lines: readonly ServerLine[]): void {
    this.sayText(writeFrame(renderFor(lines, this.capabilities)));
  }

  /** Text of whole lines that were rendered for these capabilities. */
  sayText(text: string): void {
    if (text === "") return;
    this.#said.push(text);
    this.#spokenTo.add(this);
  }

  /** Everything that was said since, as one frame; empty for nothing. */
  takeSaid(): string {
    const [only = "", ...more] = this.#said;
    const text = more.length === 0 ? only : this.#said.join("");
    this.#said = [];
    return text;
  }

  /** Whether a message to the channel has no answer yet. */
  isUnanswered(channelId: string): boolean {
    for (const pending of this.pending.values()) if (pending.channelId === channelId) return true;
    return false;
  }
}

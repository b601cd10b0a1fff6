/** A relay for tests, its room played by hand: what goes to the room, and what each viewer's socket gets. */
import { Relay, type RelayEffect } from "#durable-objects/chat-relay/relay.ts";
import { encodeBatch, readBatch } from "#protocol/chat/batch.ts";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import type { Down, Self } from "#protocol/chat/frames.ts";
import type { LinkDown } from "#protocol/chat/link.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";

export const viewer = (userId: string): Viewer => {
  const login = `user${userId}`;
  return { userId, login, name: login, colour: null, createdAt: 0, staff: false };
};
export const selfOf = (userId: string, role: Self["role"] = "viewer"): Self => {
  const { createdAt: _, ...name } = viewer(userId);
  return { ...name, badges: [], role, subscriber: false, timedOutUntil: null, banned: false };
};
export const line = (seq: number, text = `line ${seq}`): ChatEvent => {
  const from = { userId: "9", login: "cy", name: "Cy", colour: null, badges: [] };
  return { kind: "message", seq, at: 0, from, text, emotes: [], action: false, first: false, reply: null };
};
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
export const lines = (from: number, to: number): ChatEvent[] => range(from, to).map((seq) => line(seq));

type Welcome = { seq?: number; complete?: boolean; events?: readonly ChatEvent[]; chatters?: number; kept?: boolean };

export function welcome({ events = [], seq, complete = true, chatters = 0, kept = true }: Welcome): LinkDown {
  const state = { channelId: "1", seq: seq ?? events.at(-1)?.seq ?? 0, complete, events: events.map(encodeEvent) };
  return { kind: "welcome", joined: { kind: "joined", ...state, modes: DEFAULT_MODES, self: null, chatters, kept } };
}

/** A relay, its room played by hand, and what each viewer's socket gets. */
export class RelayWorld {
  readonly relay: Relay;
  now = 1_000_000;
  readonly seen = new Map<string, unknown[]>();
  readonly joined = new Set<string>();
  readonly sent: unknown[] = [];
  readonly link: string[] = [];

  constructor(number = 0) {
    const none = (): Uint8Array => {
      throw new Error("nothing is deflated here");
    };
    this.relay = new Relay({ channelId: "1", number, random: () => 0.5, inflate: none, deflate: (bytes) => bytes });
  }

  run(effects: readonly RelayEffect[]): this {
    for (const effect of effects) {
      if (effect.kind === "send") this.#see(effect.socket, effect.frame);
      if (effect.kind === "broadcast") for (const socket of this.joined) this.#see(socket, effect.frame);
      if (effect.kind === "close") this.#note(effect.socket, `closed ${effect.code}`);
      if (effect.kind === "transmit") this.sent.push(JSON.parse(effect.frame));
      if (effect.kind === "connect" || effect.kind === "disconnect") this.link.push(effect.kind);
      if (effect.kind !== "remember") continue;
      if (effect.session.joinedAt === null) this.joined.delete(effect.session.socket);
      else this.joined.add(effect.session.socket);
    }
    return this;
  }

  #note(socket: string, what: unknown): void {
    this.seen.set(socket, [...(this.seen.get(socket) ?? []), what]);
  }

  #see(socket: string, frame: string | Uint8Array): void {
    if (typeof frame === "string") return this.#note(socket, JSON.parse(frame));
    const { previous, events } = readBatch(frame.subarray(1));
    this.#note(socket, [previous, ...events.map(({ seq }) => seq)]);
  }

  connect(socket: string, userId: string | null = null): this {
    return this.run(this.relay.connect(socket, userId === null ? null : viewer(userId), this.now));
  }

  up(socket: string, frame: object): this {
    return this.run(this.relay.message(socket, JSON.stringify(frame), this.now));
  }

  join(socket: string, after?: number): this {
    return this.up(socket, { kind: "join", ...(after === undefined ? {} : { after }) });
  }

  opened(): this {
    return this.run(this.relay.link("opened", this.now));
  }

  down(down: LinkDown): this {
    return this.run(this.relay.linkFrame(JSON.stringify(down), this.now));
  }

  answer(connection: string, frame: Down): this {
    return this.down({ kind: "answer", connection, frame });
  }

  batch(previous: number, ...events: ChatEvent[]): this {
    const bytes = encodeBatch({ previous, first: events[0]?.seq ?? 0, last: events.at(-1)?.seq ?? 0, events }, null);
    return this.run(this.relay.linkFrame(bytes, this.now));
  }

  /** The link is lost and its pause is over: it opens anew. */
  relink(): this {
    this.run(this.relay.link("closed", this.now));
    this.now += 10_000;
    return this.run(this.relay.link("wake", this.now)).opened();
  }

  /** What a socket got since this was last asked, joins in short. */
  take(socket: string): unknown[] {
    const seen = this.seen.get(socket) ?? [];
    this.seen.delete(socket);
    return seen.map((frame) => {
      const { kind, seq, complete, events } = frame as {
        kind: string;
        seq: number;
        complete: boolean;
        events: number[][];
      };
      return kind === "joined" ? { seq, complete, events: events.map((wire) => wire[1]) } : frame;
    });
  }

  takeSent(): unknown[] {
    return this.sent.splice(0);
  }
}

/** A relay whose room was greeted and has said these lines. */
export function openRelay(events: readonly ChatEvent[] = lines(11, 20)): RelayWorld {
  const world = new RelayWorld().connect("first").opened().down(welcome({ events }));
  world.takeSent();
  world.link.length = 0;
  return world;
}

/** An IRC gateway with clients, accounts, channels and rooms that say what a test has them say. Plays transcripts. */

import * as v from "valibot";
import type { Present } from "#durable-objects/chat-room/calls.ts";
import { Gateway } from "#durable-objects/irc-gateway/gateway.ts";
import type { Channel } from "#durable-objects/irc-gateway/lines/channel-lines.ts";
import type { Authentication } from "#durable-objects/irc-gateway/ports.ts";
import { type IrcSession, openSession } from "#durable-objects/irc-gateway/session.ts";
import { type Batch, encodeBatch } from "#protocol/chat/batch.ts";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import type { Down, Self, Up } from "#protocol/chat/frames.ts";
import { CHAT_PING, CHAT_PONG } from "#protocol/chat/limits.ts";
import { type LinkDown, linkUpSchema } from "#protocol/chat/link.ts";
import { DEFAULT_MODES, type Modes } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";

export const viewerOf = (userId: string, login: string, more: Partial<Viewer> = {}): Viewer => ({
  userId,
  login,
  name: login.charAt(0).toUpperCase() + login.slice(1),
  colour: null,
  createdAt: 0,
  staff: false,
  ...more,
});

export const selfOf = (viewer: Viewer, more: Partial<Self> = {}): Self => ({
  userId: viewer.userId,
  login: viewer.login,
  name: viewer.name,
  colour: viewer.colour,
  badges: [],
  role: "viewer",
  staff: false,
  subscriber: false,
  timedOutUntil: null,
  banned: false,
  ...more,
});

type SentLine = {
  readonly connection: string;
  readonly viewer: Viewer;
  readonly up: Exclude<Up, { readonly kind: "join" }>;
};

/** The far end of one link. */
export class ScriptedRoom {
  readonly #world: IrcWorld;
  readonly channelId: string;
  /** What the room is asked to say, in order. */
  readonly lines: SentLine[] = [];
  modes: Modes = DEFAULT_MODES;
  history: ChatEvent[] = [];
  seq = 0;
  /** Who is there beside the gateway's own clients. */
  present: Present = { users: [], links: ["irc-0"] };
  /** Set to hold answers to introductions back. */
  isSilent = false;
  isOpen = false;
  helloAfter: (number | null)[] = [];
  readonly #selves = new Map<string, Self>();

  constructor(world: IrcWorld, channelId: string) {
    this.#world = world;
    this.channelId = channelId;
  }

  /** What somebody is in this room. */
  holds(self: Self): void {
    this.#selves.set(self.userId, self);
  }

  /** The newest message or command that came. */
  get newest(): SentLine {
    const line = this.lines.at(-1);
    if (line === undefined) throw new Error("nobody sent anything to this room");
    return line;
  }

  /** Answers the newest line. */
  answer(frame: (nonce: string) => Down, line = this.newest): void {
    this.down({ kind: "answer", connection: line.connection, frame: frame(line.up.nonce) });
  }

  /** Acknowledges the newest line, and tells everybody of it. */
  takes(event: ChatEvent): void {
    this.answer((nonce) => ({ kind: "sent", nonce, seq: event.seq, kept: true }));
    this.happens(event);
  }

  happens(...events: readonly ChatEvent[]): void {
    const batch: Batch = { previous: this.seq, first: events[0]?.seq ?? 0, last: events.at(-1)?.seq ?? 0, events };
    this.seq = batch.last;
    this.#world.gateway.linked((rooms) => rooms.frame(this.channelId, encodeBatch(batch, null)));
  }

  down(frame: LinkDown): void {
    this.#world.gateway.linked((rooms) => rooms.frame(this.channelId, JSON.stringify(frame)));
  }

  /** The link breaks, and the gateway's timer rings. */
  breaks(): void {
    this.isOpen = false;
    this.#world.gateway.linked((rooms) => rooms.closed(this.channelId));
    this.#world.now += 1000;
    this.#world.gateway.linked((rooms) => rooms.wake(this.channelId));
  }

  open(): void {
    this.isOpen = true;
    this.#world.gateway.linked((rooms) => rooms.opened(this.channelId));
  }

  take(frame: string): void {
    if (frame === CHAT_PING) return this.#world.gateway.linked((rooms) => rooms.frame(this.channelId, CHAT_PONG));
    const up = v.parse(linkUpSchema, JSON.parse(frame));
    if (up.kind === "hello") {
      this.helloAfter.push(up.after);
      this.down({ kind: "welcome", joined: this.#joined(up.after) });
    } else if (up.kind === "lines") {
      for (const { connection, viewer, up: line } of up.lines) {
        if (line.kind !== "join") this.lines.push({ connection, viewer, up: line });
        else if (!this.isSilent) this.introduce(connection, viewer);
      }
    }
  }

  introduce(connection: string, viewer: Viewer): void {
    const self = this.#selves.get(viewer.userId) ?? selfOf(viewer);
    this.down({ kind: "answer", connection, frame: { kind: "self", self } });
  }

  #joined(after: number | null): Down {
    const events = this.history.filter(({ seq }) => seq > (after ?? 0));
    this.seq = Math.max(this.seq, ...events.map(({ seq }) => seq), 0);
    return {
      kind: "joined",
      channelId: this.channelId,
      seq: this.seq,
      complete: true,
      events: events.map(encodeEvent),
      modes: this.modes,
      self: null,
      chatters: 0,
      kept: true,
    };
  }
}

/** One socket's client. */
export class ScriptedClient {
  readonly #world: IrcWorld;
  readonly connection: string;
  readonly frames: string[] = [];
  closed: readonly [number, string] | null = null;
  session: IrcSession;

  constructor(world: IrcWorld, session: IrcSession) {
    this.#world = world;
    this.connection = session.connection;
    this.session = session;
  }

  async says(frame: string | null): Promise<void> {
    await this.#world.gateway.frame(this.connection, frame);
    this.#world.settle();
  }

  /** Lines since the last time. */
  heard(): readonly string[] {
    this.#world.settle();
    const text = this.frames.splice(0).join("");
    if (text !== "" && !text.endsWith("\r\n")) throw new Error("a frame does not end its last line");
    return text.split("\r\n").filter((line) => line !== "");
  }

  /** Plays `C:` lines, each a frame, and answers the whole as it went, `S:` lines being what came. */
  async plays(transcript: string): Promise<string> {
    const played: string[] = [];
    for (const line of linesOf(transcript)) {
      if (!line.startsWith("C: ")) continue;
      played.push(line);
      await this.says(line.slice(3));
      for (const heard of this.heard()) played.push(`S: ${heard}`);
    }
    return played.join("\n");
  }
}

export const linesOf = (transcript: string): readonly string[] =>
  transcript
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export class IrcWorld {
  now = 1_800_000_000_000;
  readonly gateway: Gateway;
  /** By token; a promise is a look-up that takes its time. */
  readonly accounts = new Map<string, Authentication | Promise<Authentication>>();
  readonly channels: Channel[] = [
    { id: "987", login: "room1" },
    { id: "988", login: "room2" },
  ];
  readonly clients = new Map<string, ScriptedClient>();
  readonly #rooms = new Map<string, ScriptedRoom>();
  readonly #due = new Map<string, number>();
  /** Rooms that links are opened to, and not open yet. */
  readonly #opening: string[] = [];
  readonly #transmitted: { readonly channelId: string; readonly frame: string }[] = [];
  readonly logged: string[] = [];
  /** Rooms that are to be looked at, with the time. */
  readonly looks = new Map<string, number>();
  /** What other gateways answer, by name; one that is not there is broken. */
  readonly gateways = new Map<string, Present>();
  lookups = 0;
  isDirectoryDown = false;
  #nonces = 0;

  constructor() {
    this.gateway = new Gateway({
      now: () => this.now,
      random: () => 0.5,
      newNonce: () => `n${++this.#nonces}`,
      inflate: () => {
        throw new Error("nothing is compressed here");
      },
      relay: "irc-0",
      send: (connection, frame) => this.clients.get(connection)?.frames.push(frame),
      close: (connection, code, reason) => {
        const client = this.clients.get(connection);
        if (client !== undefined) client.closed ??= [code, reason];
      },
      remember: (session) => {
        const client = this.clients.get(session.connection);
        if (client !== undefined) client.session = session;
      },
      authenticate: async (token) => this.accounts.get(token) ?? { outcome: "wrong" },
      findChannels: async (logins) => {
        this.lookups += 1;
        if (this.isDirectoryDown) throw new Error("the directory is down");
        return this.channels.filter(({ login }) => logins.includes(login));
      },
      links: {
        connect: (channelId) => this.#opening.push(channelId),
        disconnect: (channelId) => {
          this.room(channelId).isOpen = false;
        },
        transmit: (channelId, frame) => this.#transmitted.push({ channelId, frame }),
        wake: (channelId, at) => this.#due.set(channelId, at),
        forget: (channelId) => {
          this.#due.delete(channelId);
          this.looks.delete(channelId);
        },
      },
      presence: {
        room: async (channelId) => this.room(channelId).present,
        gateway: async (name) => {
          const present = this.gateways.get(name);
          if (present === undefined) throw new Error(`${name} is down`);
          return present;
        },
        lookAt: (channelId, at) => this.looks.set(channelId, at),
      },
      log: (sentence) => this.logged.push(sentence),
    });
  }

  room(channelId: string): ScriptedRoom {
    const known = this.#rooms.get(channelId);
    if (known !== undefined) return known;
    const room = new ScriptedRoom(this, channelId);
    this.#rooms.set(channelId, room);
    return room;
  }

  /** A token for this user. */
  account(token: string, viewer: Viewer, mayWrite = true): void {
    this.accounts.set(token, { outcome: "accepted", account: { viewer, mayWrite, expiresAt: this.now + 10_000_000 } });
  }

  connect(): ScriptedClient {
    const client = new ScriptedClient(this, openSession(`c${this.clients.size + 1}`, "192.0.2.1"));
    this.clients.set(client.connection, client);
    this.gateway.accept(client.session);
    return client;
  }

  /** A client that is in with all capabilities, and in those channels. */
  async client(token: string | null, nick: string, ...channels: readonly string[]): Promise<ScriptedClient> {
    const client = this.connect();
    await client.says("CAP REQ :twitch.tv/tags twitch.tv/commands twitch.tv/membership");
    if (token !== null) await client.says(`PASS oauth:${token}`);
    await client.says(`NICK ${nick}`);
    if (channels.length > 0) await client.says(`JOIN ${channels.join(",")}`);
    client.heard();
    return client;
  }

  /** Lets the time pass until the room is to be looked at, and has it looked at. */
  async look(channelId: string): Promise<void> {
    const at = this.looks.get(channelId);
    if (at === undefined) throw new Error(`nobody wants to look at ${channelId}`);
    this.looks.delete(channelId);
    this.now = Math.max(this.now, at);
    await this.gateway.look(channelId);
  }

  /** Everything that links do by themselves: they open, and send what they gathered. */
  settle(): void {
    for (let round = 0; round < 20; round++) {
      const opening = this.#opening.splice(0);
      for (const channelId of opening) this.room(channelId).open();
      const transmitted = this.#transmitted.splice(0);
      for (const { channelId, frame } of transmitted) this.room(channelId).take(frame);
      const due = [...this.#due].filter(([, at]) => at <= this.now + 25);
      for (const [channelId] of due) {
        this.#due.delete(channelId);
        this.now += 25;
        this.gateway.linked((rooms) => rooms.wake(channelId));
      }
      if (opening.length + transmitted.length + due.length === 0) return;
    }
    throw new Error("the links do not come to rest");
  }
}

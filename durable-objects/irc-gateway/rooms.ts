/** The rooms that a gateway's clients are in or talk to, each with its link. Carries out what the links ask for. */
import { assertNever } from "#protocol/assert.ts";
import { readEvents } from "#protocol/chat/batch.ts";
import type { Down, Self, Up } from "#protocol/chat/frames.ts";
import { type LinkEffect, RoomLink } from "../chat-relay/room-link.ts";
import type { Client } from "./client.ts";
import type { Channel } from "./lines/channel-lines.ts";
import type { GatewayPorts } from "./ports.ts";
import { RoomView } from "./room-view.ts";

const UNAVAILABLE = "The chat cannot be reached right now. Try again in a moment.";

type LinkedRoom = { readonly view: RoomView; readonly link: RoomLink };

export class Rooms {
  readonly #ports: GatewayPorts;
  readonly #clients: ReadonlyMap<string, Client>;
  readonly #onJoin: (view: RoomView) => void;
  readonly #rooms = new Map<string, LinkedRoom>();

  /** `clients` are the gateway's, by connection. `onJoin` hears of rooms that a client is in anew, or with other capabilities. */
  constructor(ports: GatewayPorts, clients: ReadonlyMap<string, Client>, onJoin: (view: RoomView) => void) {
    this.#ports = ports;
    this.#clients = clients;
    this.#onJoin = onJoin;
  }

  get size(): number {
    return this.#rooms.size;
  }

  get(channelId: string): RoomView | undefined {
    return this.#rooms.get(channelId)?.view;
  }

  join(client: Client, channel: Channel): void {
    const room = this.#open(channel);
    const isNew = !room.view.has(client.connection);
    room.view.join(client);
    if (isNew) this.#introduce(room, client);
    this.#count(room);
    this.#onJoin(room.view);
  }

  /** After a loss of memory: the client was in, and is introduced again once the link is there. */
  readmit(client: Client, channel: Channel): void {
    const room = this.#open(channel);
    room.view.readmit(client);
    this.#count(room);
    this.#onJoin(room.view);
  }

  /** The client asked for other capabilities. */
  capable(client: Client): void {
    for (const { view } of this.#rooms.values()) if (view.has(client.connection)) this.#onJoin(view);
  }

  leave(client: Client, channelId: string): void {
    const room = this.#rooms.get(channelId);
    if (room === undefined) return;
    room.view.leave(client);
    this.#count(room);
  }

  /** The client's socket is gone. */
  gone(client: Client): void {
    for (const room of this.#rooms.values()) {
      if (!room.view.has(client.connection)) continue;
      room.link.left(client.connection);
      room.view.leave(client);
      this.#count(room);
    }
  }

  send(client: Client, channel: Channel, up: Up): void {
    const room = this.#open(channel);
    if (!room.view.has(client.connection)) {
      room.view.talk(client);
      this.#introduce(room, client);
      this.#count(room);
    }
    const viewer = client.session.account?.viewer;
    if (viewer !== undefined) this.#carryOut(room, room.link.line(client.connection, viewer, up, this.#ports.now()));
  }

  forgetTalkers(): void {
    for (const room of this.#rooms.values()) {
      room.view.forgetTalkers();
      this.#count(room);
    }
  }

  opened(channelId: string): void {
    this.#run(channelId, (link, now) => link.opened(now));
  }

  closed(channelId: string): void {
    this.#run(channelId, (link, now) => link.closed(now));
  }

  frame(channelId: string, data: string | Uint8Array): void {
    this.#run(channelId, (link, now) => link.frame(data, now));
  }

  wake(channelId: string): void {
    this.#run(channelId, (link, now) => link.wake(now));
  }

  #open(channel: Channel): LinkedRoom {
    const known = this.#rooms.get(channel.id);
    if (known !== undefined) {
      known.view.channel = channel;
      return known;
    }
    const { relay, random, inflate } = this.#ports;
    const link = new RoomLink({ channelId: channel.id, relay, random, inflate });
    const room = { view: new RoomView(channel, (client) => this.#forget(client, channel.id)), link };
    this.#rooms.set(channel.id, room);
    return room;
  }

  /** The room is asked what the client's user is in it. */
  #introduce(room: LinkedRoom, client: Client): void {
    const viewer = client.session.account?.viewer;
    if (viewer === undefined) return;
    const join: Up = { kind: "join", moderation: false };
    this.#carryOut(room, room.link.line(client.connection, viewer, join, this.#ports.now()));
  }

  #count(room: LinkedRoom): void {
    this.#carryOut(room, room.link.sockets(room.view.size, this.#ports.now()));
  }

  #run(channelId: string, step: (link: RoomLink, nowMs: number) => readonly LinkEffect[]): void {
    const room = this.#rooms.get(channelId);
    if (room !== undefined) this.#carryOut(room, step(room.link, this.#ports.now()));
  }

  #carryOut(room: LinkedRoom, effects: readonly LinkEffect[]): void {
    for (const effect of effects) this.#carryOutOne(room, effect);
    if (room.view.size > 0 || room.link.phase !== "idle") return;
    const { id } = room.view.channel;
    if (this.#rooms.delete(id)) this.#ports.links.forget(id);
  }

  #carryOutOne(room: LinkedRoom, effect: LinkEffect): void {
    const { view } = room;
    const { id } = view.channel;
    const { links } = this.#ports;
    switch (effect.kind) {
      case "connect":
        return links.connect(id);
      case "disconnect":
        return links.disconnect(id);
      case "transmit":
        return links.transmit(id, effect.frame);
      case "wake":
        return links.wake(id, effect.at);
      case "welcome":
        for (const client of view.welcome(effect.since, effect.joined)) this.#introduce(room, client);
        return;
      case "batch":
        return view.events(readEvents(effect.batch.events));
      case "answer":
        return this.#answer(room, effect.connection, effect.frame);
      case "user":
        if (effect.frame.kind === "self") this.#rename(effect.frame.self);
        return view.toUser(effect.userId, effect.frame);
      case "all":
        return view.toAll(effect.frame);
      case "forget":
        return this.#expire(effect.userId);
      case "moderators":
      case "relays":
        // Moderation is read elsewhere; a gateway is not placed by the room.
        return;
      default:
        return assertNever(effect, "unknown effect of a link");
    }
  }

  #answer({ view, link }: LinkedRoom, connection: string, frame: Down): void {
    const client = this.#clients.get(connection);
    if (client === undefined) return;
    switch (frame.kind) {
      case "self":
        return view.introduced(client, frame.self);
      case "sent":
      case "refused":
      case "done": {
        const { nonce } = frame;
        if (nonce === null) {
          // Its introduction was not taken. While the link is down it is made again with the next welcome.
          if (frame.kind === "refused" && link.phase === "linked") view.turnAway(client, frame.code, UNAVAILABLE);
          return;
        }
        const pending = client.pending.get(nonce);
        if (pending === undefined) return;
        client.pending.delete(nonce);
        return view.answered(client, pending, frame, link.after ?? 0);
      }
      default:
        return;
    }
  }

  #forget(client: Client, channelId: string): void {
    const { session } = client;
    client.session = { ...session, channels: session.channels.filter(({ id }) => id !== channelId) };
    this.#ports.remember(client.session);
  }

  /** The account was deleted: the next round ends its clients. */
  #expire(userId: string): void {
    for (const client of this.#clients.values()) {
      const { account } = client.session;
      if (account?.viewer.userId !== userId) continue;
      client.session = { ...client.session, account: { ...account, expiresAt: 0 } };
      this.#ports.remember(client.session);
    }
  }

  /** Somebody's name or colour is another now: it goes with what they say in every room. */
  #rename({ userId, name, colour }: Self): void {
    for (const client of this.#clients.values()) {
      const { account } = client.session;
      if (account?.viewer.userId !== userId) continue;
      if (account.viewer.name === name && account.viewer.colour === colour) continue;
      client.session = { ...client.session, account: { ...account, viewer: { ...account.viewer, name, colour } } };
      this.#ports.remember(client.session);
    }
  }
}

/** A relay's object in a simulated world: the real core, its sockets, and its link to the room. */
import { MAX_HELD_LINES } from "#durable-objects/chat-relay/link-lines.ts";
import { Relay, type RelayEffect } from "#durable-objects/chat-relay/relay.ts";
import { RelaySockets } from "#durable-objects/chat-relay/relay-sockets.ts";
import type { RoomSocket } from "#durable-objects/chat-room/room-sockets.ts";
import { assert } from "#protocol/assert.ts";
import { RING_EVENTS } from "#protocol/chat/limits.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { End } from "./network.ts";
import type { Schedule } from "./schedule.ts";

/** What a relay has of its world. */
export type RelayWorld = {
  readonly schedule: Schedule;
  readonly channelId: string;
  readonly random: () => number;
  /** The relay's end of a new link to the room. */
  readonly openLink: () => End;
};

export class SimRelay {
  readonly #world: RelayWorld;
  readonly #number: number;
  readonly #ends = new Set<End>();
  #marks = 0;
  #instance = 0;
  #core: Relay;
  #sockets = new RelaySockets();
  #link: End | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(world: RelayWorld, number: number) {
    this.#world = world;
    this.#number = number;
    this.#core = this.#open();
  }

  get size(): number {
    return this.#core.size;
  }

  get refuses(): boolean {
    return this.#core.refuses;
  }

  get isLinked(): boolean {
    return this.#core.snapshot().link === "linked";
  }

  /** The end of the link, while there is one. */
  get link(): End | null {
    return this.#link;
  }

  /** A viewer's connection. */
  connect(end: End, viewer: Viewer | null): void {
    this.#ends.add(end);
    const say = this.take(end, viewer);
    end.listen({
      frame: (frame) => say(typeof frame === "string" ? frame : null),
      closed: () => {
        this.#ends.delete(end);
        this.gone(end);
      },
    });
  }

  /** The same for a socket that has no network. */
  take(ws: RoomSocket, viewer: Viewer | null): (text: string | null) => void {
    const socket = `v${this.#instance}-${this.#marks++}`;
    this.#sockets.add(socket, ws);
    this.#run(this.#core.connect(socket, viewer, this.#world.schedule.now));
    return (text) => this.#run(this.#core.message(socket, text, this.#world.schedule.now));
  }

  gone(ws: RoomSocket): void {
    const socket = this.#sockets.forget(ws);
    if (socket !== null) this.#run(this.#core.gone(socket, this.#world.schedule.now));
  }

  /** The object is gone with all its connections. */
  break(): void {
    const ends = [...this.#ends];
    this.#ends.clear();
    const link = this.#link;
    this.#begin();
    for (const end of ends) end.break();
    link?.break();
  }

  /** The object is gone with its link; its viewers' sockets outlive it, and it begins again. */
  vanish(): void {
    const link = this.#link;
    this.#begin();
    link?.break();
    const open = [...this.#ends].filter(({ isOpen }) => isOpen);
    const sessions = open.flatMap((end) => this.#sockets.readmit(end) ?? []);
    this.#run(this.#core.resume(sessions, this.#world.schedule.now));
  }

  /** What is held for others stays within its bounds. */
  check(): void {
    const { heldLines, ring } = this.#core.snapshot();
    assert(heldLines <= MAX_HELD_LINES, `a relay holds ${heldLines} lines`);
    assert(ring <= RING_EVENTS, `a relay keeps ${ring} events`);
  }

  #begin(): void {
    this.#cancelTimer();
    this.#link?.listen({ frame: () => undefined, closed: () => undefined });
    this.#link = null;
    this.#instance += 1;
    this.#sockets = new RelaySockets();
    this.#core = this.#open();
  }

  #open(): Relay {
    const { channelId, random } = this.#world;
    const same = (bytes: Uint8Array): Uint8Array => bytes;
    return new Relay({ channelId, number: this.#number, random, inflate: same, deflate: same });
  }

  #run(effects: readonly RelayEffect[]): void {
    for (const effect of effects) this.#carryOut(effect);
    for (const socket of this.#sockets.takeLost()) this.#run(this.#core.gone(socket, this.#world.schedule.now));
  }

  #carryOut(effect: RelayEffect): void {
    const { schedule } = this.#world;
    switch (effect.kind) {
      case "remember":
        return this.#sockets.remember(effect.session);
      case "send":
        return this.#sockets.send(effect.socket, effect.frame);
      case "broadcast":
        return this.#sockets.broadcast(effect.frame);
      case "close":
        return this.#sockets.close(effect.socket, effect.code, effect.reason);
      case "connect":
        return this.#connect();
      case "disconnect":
        this.#link?.listen({ frame: () => undefined, closed: () => undefined });
        this.#link?.close(1000);
        this.#link = null;
        return;
      case "transmit":
        if (this.#link?.isOpen === true) this.#link.send(effect.frame);
        return;
      case "wake":
        this.#cancelTimer();
        this.#cancelTimer = schedule.after(effect.at - schedule.now, () =>
          this.#run(this.#core.link("wake", schedule.now)),
        );
        return;
    }
  }

  #connect(): void {
    const { schedule, openLink } = this.#world;
    const link = openLink();
    const isCurrent = (): boolean => this.#link === link;
    this.#link = link;
    link.listen({
      frame: (frame) => isCurrent() && this.#run(this.#core.linkFrame(frame, schedule.now)),
      closed: () => {
        if (!isCurrent()) return;
        this.#link = null;
        this.#run(this.#core.link("closed", schedule.now));
      },
    });
    // The upgrade is answered a little later.
    schedule.after(5, () => isCurrent() && this.#run(this.#core.link("opened", schedule.now)));
  }
}

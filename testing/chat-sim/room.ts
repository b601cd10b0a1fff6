/** A room's object in a simulated world: the real parts of the room over a storage that stays. It sleeps, breaks and begins again. */
import type { GrowthLimits } from "#durable-objects/chat-relay/growth.ts";
import { Engine } from "#durable-objects/chat-room/engine.ts";
import { Inbox } from "#durable-objects/chat-room/inbox.ts";
import type { RoomSocket } from "#durable-objects/chat-room/room-sockets.ts";
import type { Plan } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { FakePeopleStore } from "../fake-people-store.ts";
import { FakeRoomStore } from "../fake-room-store.ts";
import type { End } from "./network.ts";

import type { Schedule } from "./schedule.ts";

export class SimRoom {
  readonly store = new FakeRoomStore();
  readonly #people = new FakePeopleStore(this.store);
  readonly #schedule: Schedule;
  readonly #channelId: string;
  readonly #limits: GrowthLimits;
  readonly #ends = new Set<End>();
  readonly #alarms = new Map<string, number>();
  #marks = 0;
  /** Timers that have not run. */
  #timers = 0;
  /** Grows with each instance: what an earlier one had set is nobody's. */
  #instance = 0;
  #engine: Engine;
  #inbox: Inbox;

  constructor(schedule: Schedule, channelId: string, limits: GrowthLimits) {
    this.#schedule = schedule;
    this.#channelId = channelId;
    this.#limits = limits;
    this.#engine = this.#open();
    this.#inbox = new Inbox(this.#engine);
  }

  get isFull(): boolean {
    return this.#inbox.isFull;
  }

  get sockets(): number {
    return this.#engine.sockets.size;
  }

  get waiting(): number {
    return this.#engine.state.waiting.length;
  }

  plan(): Plan {
    return this.#engine.crowd.plan();
  }

  connect(end: End, viewer: Viewer | null): void {
    this.#listen(end);
    this.#inbox.connect(end, viewer);
  }

  /** The same for a socket that has no network. */
  take(ws: RoomSocket, viewer: Viewer | null): (text: string) => void {
    this.#inbox.connect(ws, viewer);
    return (text) => this.#inbox.frame(ws, text);
  }

  /** Such a socket is gone. */
  gone(ws: RoomSocket): void {
    this.#inbox.gone(ws);
  }

  link(end: End): void {
    this.#listen(end);
    this.#inbox.link(end);
  }

  /** The object is gone with all its connections. */
  break(): void {
    const ends = [...this.#ends];
    this.#ends.clear();
    this.#begin();
    for (const end of ends) end.break();
  }

  /** The object is gone, and its sockets outlive it; it begins again. `false` while a timer keeps it, as on the platform. */
  sleep(): boolean {
    if (this.#timers > 0) return false;
    this.#begin();
    return true;
  }

  /** The same at any moment, with whatever it was about to do. */
  vanish(): void {
    this.#begin();
  }

  #begin(): void {
    this.#instance += 1;
    this.#timers = 0;
    this.#engine = this.#open();
    this.#inbox = new Inbox(this.#engine);
  }

  #listen(end: End): void {
    this.#ends.add(end);
    end.listen({
      frame: (frame) => {
        if (frame === "ping") end.send("pong");
        else this.#inbox.frame(end, typeof frame === "string" ? frame : null);
      },
      closed: () => {
        this.#ends.delete(end);
        this.#inbox.gone(end);
      },
    });
  }

  #open(): Engine {
    const instance = this.#instance;
    return new Engine({
      instance: String(instance),
      channelId: this.#channelId,
      clock: { now: () => this.#schedule.now, after: (milliseconds, run) => this.#after(instance, milliseconds, run) },
      store: this.store,
      people: this.#people,
      index: { tell: async () => undefined, tellModerators: async () => undefined },
      sockets: [...this.#ends].filter(({ isOpen }) => isOpen),
      lastPingAt: () => null,
      alarms: {
        set: async (name, at) => this.#arm(name, at),
        arm: async (name, at) => {
          if (!this.#alarms.has(name)) this.#arm(name, at);
        },
      },
      users: { find: async () => null, setColour: async () => undefined },
      bucket: { put: async () => undefined },
      growthLimits: this.#limits,
      isChatOn: async () => true,
      newMark: () => `m${this.#marks++}`,
      deflate: (bytes) => bytes,
      gzip: (bytes) => bytes,
      background: (work) => void work,
      log: (sentence, cause) => {
        throw new Error(sentence, { cause });
      },
    });
  }

  #after(instance: number, milliseconds: number, run: () => void): () => void {
    this.#timers += 1;
    let isPending = true;
    const settle = (): boolean => {
      const was = isPending && instance === this.#instance;
      isPending = false;
      if (was) this.#timers -= 1;
      return was;
    };
    this.#schedule.after(milliseconds, () => settle() && run());
    return () => void settle();
  }

  /** Alarms outlive the object, and wake it. */
  #arm(name: string, at: number): void {
    this.#alarms.set(name, at);
    this.#schedule.after(at - this.#schedule.now, () => {
      if (this.#alarms.get(name) !== at) return;
      this.#alarms.delete(name);
      void this.#engine.alarm(name);
    });
  }
}

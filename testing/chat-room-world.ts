/** Everything around one chat room's parts, in memory, under a clock that a test moves: storage, sockets, alarms, users, bucket. */

import { GROWTH_LIMITS, type GrowthLimits } from "#durable-objects/chat-relay/growth.ts";
import { Desk } from "#durable-objects/chat-room/desk.ts";
import { Engine } from "#durable-objects/chat-room/engine.ts";
import { Inbox } from "#durable-objects/chat-room/inbox.ts";
import { PeopleDesk } from "#durable-objects/chat-room/people/desk.ts";
import type { Met } from "#durable-objects/chat-room/people/ports.ts";
import type { KnownUser } from "#durable-objects/chat-room/ports.ts";
import type { Up } from "#protocol/chat/frames.ts";
import type { LinkUp } from "#protocol/chat/link.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { CHANNEL_ID } from "./chat-people.ts";
import { FakeBucket } from "./fake-bucket.ts";
import { FakeChatSocket } from "./fake-chat-socket.ts";
import { FakePeopleStore } from "./fake-people-store.ts";
import { FakeRoomStore } from "./fake-room-store.ts";
import { ManualClock } from "./manual-clock.ts";

/** An `up` as a client writes it: what has a default may be left out. */
type Written<U> = U extends { readonly kind: "join" }
  ? { readonly kind: "join"; after?: number; moderation?: boolean }
  : U;

export class ChatRoomWorld {
  readonly clock = new ManualClock();
  readonly store = new FakeRoomStore();
  readonly people = new FakePeopleStore(this.store);
  /** What the index of all rooms was told. */
  readonly told: (readonly Met[])[] = [];
  /** Whom the index was told to moderate now, and whom no longer. */
  readonly toldRoles: (readonly (readonly [string, boolean])[])[] = [];
  /** Telling the index waits until this settles. */
  indexAnswer: Promise<void> = Promise.resolve();
  readonly bucket = new FakeBucket();
  readonly alarms = new Map<string, number>();
  readonly logged: string[] = [];
  readonly users = new Map<string, KnownUser>();
  readonly colours = new Map<string, string>();
  /** Asking for a login waits until this settles. */
  usersAnswer: Promise<void> = Promise.resolve();
  readonly pings = new Map<unknown, number>();
  growthLimits: GrowthLimits = GROWTH_LIMITS;
  /** The operator's switch. */
  isChatOn = true;
  #open = new Set<FakeChatSocket>();
  #marks = 0;
  #timers = new Set<() => void>();
  engine: Engine;
  inbox: Inbox;
  desk: Desk;
  peopleDesk: PeopleDesk;

  constructor() {
    this.engine = this.#wake();
    this.inbox = new Inbox(this.engine);
    this.desk = new Desk(this.engine);
    this.peopleDesk = new PeopleDesk(this.engine);
  }

  /** The platform throws the object out of memory; its sockets outlive it unless `withSockets`. */
  evict(withSockets = false): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    if (withSockets) {
      for (const socket of this.#open) socket.close(1006, "");
      this.#open.clear();
    }
    this.engine = this.#wake();
    this.inbox = new Inbox(this.engine);
    this.desk = new Desk(this.engine);
    this.peopleDesk = new PeopleDesk(this.engine);
  }

  connect(viewer: Viewer | null): FakeChatSocket {
    const socket = new FakeChatSocket();
    this.#open.add(socket);
    this.inbox.connect(socket, viewer);
    return socket;
  }

  /** Connects and joins; what comes of that is taken off. */
  join(viewer: Viewer | null, options: { after?: number; moderation?: boolean } = {}): FakeChatSocket {
    const socket = this.connect(viewer);
    this.up(socket, { kind: "join", ...options });
    socket.take();
    return socket;
  }

  up(socket: FakeChatSocket, up: Written<Up>): void {
    this.inbox.frame(socket, JSON.stringify(up));
  }

  say(socket: FakeChatSocket, nonce: string, text: string, replyTo?: number): void {
    this.up(socket, { kind: "send", nonce, text, ...(replyTo === undefined ? {} : { replyTo }) });
  }

  link(): FakeChatSocket {
    const socket = new FakeChatSocket();
    this.#open.add(socket);
    this.inbox.link(socket);
    return socket;
  }

  linkUp(socket: FakeChatSocket, up: LinkUp): void {
    this.inbox.frame(socket, JSON.stringify(up));
  }

  leave(socket: FakeChatSocket): void {
    this.#open.delete(socket);
    this.inbox.gone(socket);
  }

  /** Moves the clock, ringing every alarm when its time comes. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    for (;;) {
      const [due] = [...this.alarms].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b);
      if (due === undefined) break;
      await this.clock.advance(Math.max(0, due[1] - this.clock.now()));
      await this.engine.alarm(due[0]);
      if (this.alarms.get(due[0]) === due[1]) this.alarms.delete(due[0]);
    }
    await this.clock.advance(Math.max(0, end - this.clock.now()));
  }

  #wake(): Engine {
    return new Engine({
      instance: "instance",
      channelId: CHANNEL_ID,
      clock: {
        now: () => this.clock.now(),
        after: (milliseconds, run) => {
          const cancel = this.clock.after(milliseconds, () => {
            this.#timers.delete(cancel);
            run();
          });
          this.#timers.add(cancel);
          return cancel;
        },
      },
      store: this.store,
      people: this.people,
      index: {
        tell: async (_, met) => {
          await this.indexAnswer;
          this.told.push(met);
        },
        tellModerators: async (_, news) => {
          await this.indexAnswer;
          this.toldRoles.push(news.map(({ userId, isModerator }) => [userId, isModerator]));
        },
      },
      sockets: [...this.#open],
      lastPingAt: (socket) => this.pings.get(socket) ?? null,
      alarms: {
        set: async (name, at) => {
          this.alarms.set(name, at);
        },
        arm: async (name, at) => {
          if (!this.alarms.has(name)) this.alarms.set(name, at);
        },
      },
      users: {
        find: async (login) => {
          await this.usersAnswer;
          return this.users.get(login) ?? null;
        },
        setColour: async (userId, colour) => {
          this.colours.set(userId, colour);
        },
      },
      bucket: this.bucket,
      growthLimits: this.growthLimits,
      isChatOn: async () => this.isChatOn,
      newMark: () => `mark-${++this.#marks}`,
      deflate: (bytes) => bytes,
      gzip: (bytes) => bytes,
      background: (work) => void work,
      log: (sentence) => this.logged.push(sentence),
    });
  }
}

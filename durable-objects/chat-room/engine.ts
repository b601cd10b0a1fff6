/**
 * The room at work: holds its state, gives commands to `decide`, and carries out what comes of them, in order. Knows the world through its
 * ports alone, and holds no rule of chat.
 */
import { assert, assertNever } from "#protocol/assert.ts";
import { encodeBatch } from "#protocol/chat/batch.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { HISTORY_MS } from "#protocol/chat/limits.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Answer } from "./calls.ts";
import { ChatSwitch } from "./chat-switch.ts";
import { Crowd, LIVENESS, PRESENCE } from "./crowd.ts";
import { decide, openRoom } from "./decide.ts";
import { buildEmoteSet } from "./emotes/find-emotes.ts";
import { type Job, Lanes } from "./lanes.ts";
import { Memory } from "./memory.ts";
import { nextHeldExpiry } from "./moderation/held.ts";
import { openModeration } from "./moderation/open.ts";
import { MODERATORS, ModeratorNews } from "./people/moderator-news.ts";
import { personsIn, REGISTER, Register } from "./people/register.ts";
import type { RoomPorts } from "./ports.ts";
import { REPLAY, ReplayWriter } from "./replay-writer.ts";
import type { Kept } from "./ring.ts";
import { RoomSockets } from "./room-sockets.ts";
import type { Facts, Origin, Resolved, RoomCommand, RoomEffect, RoomState, UpCommand } from "./room-state.ts";
import { authorityOf, mayModerate, standingOf } from "./self.ts";

/** The alarms' names, beside those of the crowd and the replay. */
const EXPIRE = "expire";
const FORGET = "forget";

/** Least time between two deletions of what is older than a day, milliseconds. */
const FORGET_MS = 3600 * 1000;

type Work = Promise<void> | null;

export class Engine {
  readonly ports: RoomPorts;
  readonly memory: Memory;
  readonly sockets = new RoomSockets();
  readonly crowd: Crowd;
  readonly replay: ReplayWriter;
  readonly register: Register;
  readonly #moderatorNews: ModeratorNews;
  readonly #switch: ChatSwitch;
  readonly #lanes = new Lanes();
  /** Who waits for the answer to a call. */
  readonly #calls = new Map<string, (answer: Answer) => void>();
  #state: RoomState;
  #cancelWake: () => void = () => undefined;
  /** When the alarm for held messages rings; null when none is held. */
  #expiresAt: number | null;
  #isForgetArmed = false;

  constructor(ports: RoomPorts) {
    this.ports = ports;
    const { store, clock } = ports;
    const known = store.channelId();
    const channelId = ports.channelId ?? known;
    assert(channelId !== null, "a room is opened by its channel's id");
    if (known === null) store.setChannelId(channelId);
    this.memory = new Memory(store, ports.people, ports.log);
    this.register = new Register(ports, channelId);
    this.replay = new ReplayWriter(ports);
    this.#moderatorNews = new ModeratorNews(ports, channelId);
    this.#switch = new ChatSwitch(ports, channelId);
    const moderation = openModeration(channelId, store.moderation());
    this.#state = openRoom(channelId, store.ring(), moderation, buildEmoteSet(store.emotes()), clock.now());
    this.#expiresAt = nextHeldExpiry(moderation);
    for (const socket of ports.sockets) this.sockets.readmit(socket);
    this.crowd = new Crowd(ports, this.sockets);
  }

  get state(): RoomState {
    return this.#state;
  }

  get callsWaiting(): number {
    return this.#calls.size;
  }

  mayModerate(viewer: Viewer): boolean {
    const { userId, staff } = viewer;
    const standing = standingOf(this.#state.moderation, userId, staff, this.memory.relation(userId));
    return mayModerate(authorityOf(viewer, standing));
  }

  /** Runs the command once those of the same sender are through; false when too many of them wait. */
  inLane(lane: string, command: () => RoomCommand | null): boolean {
    const job: Job = () => {
      const next = command();
      return next === null ? null : this.run(next);
    };
    return this.#lanes.run(lane, job);
  }

  /** Gives a call's answer to `settle`. */
  expectAnswer(call: string, settle: (answer: Answer) => void): void {
    this.#calls.set(call, settle);
  }

  /** Done when it returns, unless something has to be asked outside: then the promise settles once it is. */
  run(command: RoomCommand): Work {
    const now = this.ports.clock.now();
    if (command.kind === "up") this.#switch.look(now);
    const { state, effects } = decide(this.#state, command, now, this.#facts());
    this.#state = state;
    let work: Work = null;
    for (const effect of effects) work = this.#carryOut(effect) ?? work;
    return work;
  }

  async alarm(name: string): Promise<void> {
    if (name === PRESENCE) this.crowd.announce();
    if (name === LIVENESS) await this.crowd.sweep();
    if (name === REPLAY) await this.replay.alarm();
    if (name === REGISTER) await this.register.tell();
    if (name === MODERATORS) await this.#moderatorNews.tell();
    if (name === EXPIRE) {
      this.#expiresAt = null;
      await this.run({ kind: "expire" });
    }
    if (name === FORGET) await this.#forget();
  }

  #facts(): Facts {
    const { memory, sockets } = this;
    return {
      // A sum over all relays: not made for commands that do not ask.
      get chatters() {
        return sockets.chatters;
      },
      isChatOn: this.#switch.isOn,
      relation: (userId) => memory.relation(userId),
      spoken: (userId) => memory.spoken(userId),
      answered: (mark) => memory.answered(mark),
      hasSpoken: (userId) => memory.hasSpoken(userId),
      viewer: (userId) => memory.viewer(userId),
      viewerByLogin: (login) => memory.viewerByLogin(login),
      isForgotten: (userId) => memory.isForgotten(userId),
    };
  }

  #carryOut(effect: RoomEffect): Work {
    switch (effect.kind) {
      case "answer":
        this.#answer(effect.origin, effect.frame);
        return null;
      case "user":
        this.sockets.user(effect.userId, effect.frame);
        return null;
      case "moderators":
        this.sockets.moderators(effect.frame, (viewer) => this.mayModerate(viewer));
        return null;
      case "all":
        this.sockets.all(effect.frame);
        return null;
      case "batch":
        this.sockets.batch(encodeBatch(effect.batch, this.ports.deflate));
        return null;
      case "welcome":
        this.sockets.toLink(effect.link, { kind: "welcome", joined: effect.joined });
        return null;
      case "enter":
        this.sockets.enter(effect.socket, effect.moderation);
        return null;
      case "store":
        return this.#store(effect);
      case "compact":
        this.#attempt("compacted", () => this.ports.store.compact());
        return null;
      case "spoken":
        this.memory.setSpoken(effect.userId, effect.spoken);
        return null;
      case "answered":
        this.memory.setAnswered(effect.mark, effect.frame);
        return null;
      case "colour":
        return this.#colour(effect.viewer, effect.colour);
      case "resolve":
        return this.#resolve(effect.login, effect.command);
      case "wake":
        this.#wake(effect.at);
        return null;
      case "expireAt":
        return this.#expireAt(effect.at);
      default:
        return assertNever(effect, "unknown room effect");
    }
  }

  #answer(origin: Origin, frame: Down): void {
    if (origin.kind !== "call") return this.sockets.answer(origin, frame);
    const settle = this.#calls.get(origin.call);
    if (settle === undefined || (frame.kind !== "sent" && frame.kind !== "refused" && frame.kind !== "done")) return;
    this.#calls.delete(origin.call);
    settle(frame);
  }

  #store({ events, previous, changes }: Extract<RoomEffect, { readonly kind: "store" }>): Work {
    const isKept = this.#attempt("stored", () => this.ports.store.write(events, previous, changes));
    if (isKept) {
      this.#attempt("noted", () => this.register.note(personsIn(events, changes)));
      if (changes.length > 0) this.#attempt("noted", () => this.#moderatorNews.note(changes));
    }
    for (const { event } of events) {
      if (event.kind === "message") this.memory.setSpokenEver(event.from.userId);
    }
    if (isKept && events.length > 0) this.#wasSaid(events);
    return this.run({ kind: "stored", isKept });
  }

  #wasSaid(events: readonly Kept[]): void {
    const { background, alarms, clock } = this.ports;
    background(this.replay.said(events.at(-1)?.event.at ?? 0));
    if (this.#isForgetArmed) return;
    this.#isForgetArmed = true;
    background(alarms.arm(FORGET, clock.now() + HISTORY_MS));
  }

  async #forget(): Promise<void> {
    const { store, alarms, clock } = this.ports;
    const now = clock.now();
    const oldest = store.forget(now - HISTORY_MS);
    this.#isForgetArmed = oldest !== null;
    if (oldest !== null) await alarms.set(FORGET, Math.max(now + FORGET_MS, oldest + HISTORY_MS));
  }

  #colour(viewer: Viewer, colour: string): Work {
    this.memory.meet(viewer);
    this.sockets.rename(viewer);
    const { users, background, log } = this.ports;
    const kept = users
      .setColour(viewer.userId, colour)
      .catch((cause: unknown) => log("chat room: a colour was not kept", cause));
    background(kept);
    return null;
  }

  #resolve(login: string, command: UpCommand): Work {
    const { users, background, log } = this.ports;
    const found = users.find(login).then(
      (user): Resolved => (user === null ? { outcome: "nobody" } : { outcome: "found", ...user }),
      (cause: unknown): Resolved => {
        log("chat room: a login was not found out", cause);
        return { outcome: "unavailable" };
      },
    );
    const work = found.then(async (resolved) => {
      await this.run({ ...command, resolved });
    });
    background(work);
    return work;
  }

  #wake(at: number): void {
    this.#cancelWake();
    const { clock } = this.ports;
    this.#cancelWake = clock.after(Math.max(0, at - clock.now()), () => void this.run({ kind: "flush" }));
  }

  #expireAt(at: number): Work {
    if (this.#expiresAt !== null && this.#expiresAt <= at) return null;
    this.#expiresAt = at;
    this.ports.background(this.ports.alarms.set(EXPIRE, at));
    return null;
  }

  #attempt(what: string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (cause) {
      this.ports.log(`chat room ${this.#state.channelId}: events could not be ${what}`, cause);
      return false;
    }
  }
}

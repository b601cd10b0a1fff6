/**
 * A chat under way inside workerd: clients who write as fast as they are answered and clients who read, at the room and at its relays.
 * No faster than those who are away can follow: what a room keeps for them is so many lines, and here they pass in seconds.
 */
import { env } from "cloudflare:workers";
import type { RelaySnapshot } from "#durable-objects/chat-relay/relay.ts";
import type { RoomSnapshot } from "#durable-objects/chat-room/calls.ts";
import { RING_EVENTS } from "#protocol/chat/limits.ts";
import { relayObjectName } from "#protocol/chat/link.ts";
import { VIEWER_HEADER, type Viewer, writeViewer } from "#protocol/chat/viewer.ts";
import { person } from "../chat-people.ts";
import { prng } from "../prng.ts";
import { type ClientWorld, StormClient } from "./client.ts";

/** Lines that one writer has said and are not acknowledged, at most. */
const WINDOW = 4;
/** Lines that one account says: fewer than a socket may send frames within half a minute (MAX_FRAMES_PER_WINDOW). */
const LINES_OF_ONE = 70;
/** Lines by which somebody may be behind; then the writers wait. */
const MAX_BEHIND = RING_EVENTS / 2;

export type StormPlan = {
  readonly channelId: string;
  readonly seed: number;
  readonly writers: number;
  readonly readers: number;
  readonly relays: number;
  readonly lines: number;
};

type Writer = { readonly client: StormClient; readonly number: number; said: number };

export class Storm {
  readonly #plan: StormPlan;
  readonly random: () => number;
  readonly clients: StormClient[] = [];
  readonly writers: readonly Writer[];
  #said = 0;
  #isResting = false;
  /** The place of each line, as whoever sees it first finds it. */
  readonly #places = new Map<number, number>();
  readonly #watchers = new Set<() => void>();

  constructor(plan: StormPlan) {
    const { seed, writers, readers } = plan;
    this.#plan = plan;
    this.random = prng(seed);
    this.writers = Array.from({ length: writers }, (_, number) => ({
      ...{ client: this.#add(writerAs(number, 0)), number, said: 0 },
    }));
    for (let at = 0; at < readers; at++) this.#add(readerAs(at));
  }

  /** Asked for each time, as `relays`: a stub that failed once may fail for good. */
  get room() {
    return env.CHAT_ROOM.getByName(this.#plan.channelId);
  }

  get relays() {
    const { channelId, relays } = this.#plan;
    const names = Array.from({ length: relays }, (_, number) => relayObjectName(channelId, number));
    return names.map((name) => env.CHAT_RELAY.getByName(name));
  }

  /** Writers' acknowledged lines. */
  get acknowledged(): number {
    return this.writers.reduce((sum, { client }) => sum + client.acknowledged.length, 0);
  }

  get #unanswered(): number {
    return this.writers.reduce((sum, { client }) => sum + client.waiting.size, 0);
  }

  /** Everybody comes; the writers begin once they are all there. */
  async begin(): Promise<void> {
    this.#isResting = true;
    for (const client of this.clients) void client.come();
    await this.until(() => this.clients.every(({ isJoined }) => isJoined));
    this.goOn();
  }

  /** One more reader, who gets what a newcomer gets. */
  newcomer(): void {
    void this.#add(readerAs(this.clients.length)).come();
  }

  /** The writers pause; every line so far is answered when this settles. */
  async rest(): Promise<void> {
    this.#isResting = true;
    await this.until(() => this.#unanswered === 0);
  }

  goOn(): void {
    this.#isResting = false;
    this.#write();
  }

  /** Every line is acknowledged, and everybody has seen the newest. */
  async end(): Promise<void> {
    const { lines } = this.#plan;
    await this.until(() => this.acknowledged >= lines && this.clients.every((client) => this.#behind(client) === 0));
  }

  dice(sides: number): number {
    return Math.floor(this.random() * sides);
  }

  /** Waits for the fact; it is looked at whenever something came to anybody. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#watchers.add(resolve);
      });
    }
  }

  /** What the room says of itself; asked again while it breaks. */
  async roomSnapshot(): Promise<RoomSnapshot> {
    for (;;) {
      const snapshot = await this.room.snapshot().catch(() => null);
      if (snapshot !== null) return snapshot;
    }
  }

  /** Those of relays that break meanwhile are left out. */
  async relaySnapshots(): Promise<readonly RelaySnapshot[]> {
    const snapshots = await Promise.allSettled(this.relays.map((relay) => relay.snapshot()));
    return snapshots.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }

  #add(viewer: Viewer | null): StormClient {
    const world: ClientWorld = {
      open: (who) => this.#open(who),
      random: this.random,
      saw: (seq) => this.#saw(seq),
      changed: () => this.#changed(),
    };
    const client = new StormClient(world, viewer);
    this.clients.push(client);
    return client;
  }

  async #open(viewer: Viewer | null): Promise<WebSocket | null> {
    const door = [this.room, ...this.relays][this.dice(1 + this.relays.length)] ?? this.room;
    const who = viewer === null ? {} : { [VIEWER_HEADER]: writeViewer(viewer) };
    try {
      return (await door.fetch("https://chat/", { headers: { Upgrade: "websocket", ...who } })).webSocket;
    } catch {
      // It broke meanwhile.
      return null;
    }
  }

  #saw(seq: number): void {
    if (!this.#places.has(seq)) this.#places.set(seq, this.#places.size);
  }

  #changed(): void {
    this.#write();
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const tell of watchers) tell();
  }

  #behind({ newest }: StormClient): number {
    if (newest === null) return 0;
    return this.#places.size - 1 - (this.#places.get(newest) ?? -1);
  }

  #write(): void {
    if (this.#isResting || this.clients.some((client) => this.#behind(client) >= MAX_BEHIND)) return;
    for (const writer of this.writers) {
      while (writer.client.waiting.size < WINDOW && this.#said < this.#plan.lines) {
        if (!this.#say(writer)) break;
      }
    }
  }

  /** False while the account changes. */
  #say(writer: Writer): boolean {
    const { client, number, said } = writer;
    if (said > 0 && said % LINES_OF_ONE === 0) {
      if (client.waiting.size > 0) return false;
      client.become(writerAs(number, said / LINES_OF_ONE));
    }
    writer.said += 1;
    this.#said += 1;
    client.say(`n${said}`, `line ${said}, which is as long as lines of a chat are, of writer ${number}`);
    return true;
  }
}

/** Staff: the rules for viewers, which have tests of their own, hold nobody up. */
const writerAs = (writer: number, account: number): Viewer =>
  person(`writer${writer}_${account}`, String(10_000 + writer * 1000 + account), { staff: true });

/** Every other one has an account. */
const readerAs = (number: number): Viewer | null =>
  number % 2 === 0 ? null : person(`reader${number}`, String(100_000 + number));

/** A chat of one channel in a simulated world: its room, its relays and its clients, over a network that breaks. Seeded. */
import type { GrowthLimits } from "#durable-objects/chat-relay/growth.ts";
import { assert } from "#protocol/assert.ts";
import { MAX_BUFFERED_BYTES, MAX_LINK_BUFFERED_BYTES } from "#protocol/chat/limits.ts";
import type { Plan } from "#protocol/chat/link.ts";
import { person } from "../chat-people.ts";
import { prng } from "../prng.ts";
import { SimClient } from "./client.ts";
import { End } from "./network.ts";
import { SimRelay } from "./relay.ts";
import { SimRoom } from "./room.ts";
import { Schedule } from "./schedule.ts";

const CHANNEL_ID = "1";
/** Frames take from one to the other of these, milliseconds. */
const LATENCY_MS = [1, 60] as const;
/** One frame may be put on a socket that is almost full. */
const ONE_FRAME_BYTES = 1024 * 1024;

/** The room and its relays, as the edge finds them. */
export type Places = {
  plan(): Promise<Plan>;
  room(): Promise<Response>;
  relay(number: number): Promise<Response>;
};
export type Place = (places: Places, now: () => number, random: () => number) => Promise<Response>;

export class ChatWorld {
  readonly schedule = new Schedule(1_800_000_000_000);
  readonly random: () => number;
  readonly room: SimRoom;
  readonly relays: SimRelay[] = [];
  readonly clients: SimClient[] = [];
  readonly #place: Place;
  /** Bytes that may wait on each socket of an object. */
  readonly #most = new Map<End, number>();

  constructor(seed: number, limits: GrowthLimits, place: Place) {
    this.random = prng(seed);
    this.#place = place;
    this.room = new SimRoom(this.schedule, CHANNEL_ID, limits);
  }

  /** A whole number below `below`. */
  dice(below: number): number {
    return Math.floor(this.random() * below);
  }

  /** A client that comes now; with an account it may write. */
  come(login: string | null): SimClient {
    const number = this.clients.length + 100;
    const viewer = login === null ? null : person(login, String(number));
    const client = new SimClient(viewer, this.schedule, this.random, (one) => this.#open(one));
    this.clients.push(client);
    client.come();
    return client;
  }

  relay(number: number): SimRelay {
    const { schedule, random } = this;
    const openLink = (): End => {
      const [end, other] = this.#pair();
      for (const one of [end, other]) this.#most.set(one, MAX_LINK_BUFFERED_BYTES + ONE_FRAME_BYTES);
      this.room.link(other);
      return end;
    };
    for (let at = this.relays.length; at <= number; at++) {
      this.relays.push(new SimRelay({ schedule, channelId: CHANNEL_ID, random, openLink }, at));
    }
    const relay = this.relays[number];
    assert(relay !== undefined, "relays are made in their order");
    return relay;
  }

  async run(milliseconds: number): Promise<void> {
    await this.schedule.run(this.schedule.now + milliseconds, () => this.#check());
  }

  /** Where a newcomer is taken, by the edge's own rules. */
  async place(take: (target: SimRoom | SimRelay) => void): Promise<boolean> {
    const enter = async (target: SimRoom | SimRelay, isRefused: boolean): Promise<Response> => {
      if (!isRefused) take(target);
      return new Response(null, { status: isRefused ? 503 : 200 });
    };
    const places: Places = {
      plan: async () => this.room.plan(),
      room: () => enter(this.room, this.room.isFull),
      relay: (number) => enter(this.relay(number), this.relay(number).refuses),
    };
    const answer = await this.#place(places, () => this.schedule.now, this.random);
    return answer.ok;
  }

  async #open({ viewer }: SimClient): Promise<End | null> {
    const [end, other] = this.#pair();
    this.#most.set(other, MAX_BUFFERED_BYTES + ONE_FRAME_BYTES);
    return (await this.place((target) => target.connect(other, viewer))) ? end : null;
  }

  #pair(): readonly [End, End] {
    const [from, to] = LATENCY_MS;
    return End.pair(this.schedule, () => from + this.random() * (to - from));
  }

  /** Nothing that waits outgrows its bounds, at any moment. */
  #check(): void {
    for (const relay of this.relays) relay.check();
    for (const [end, most] of this.#most) {
      if (!end.isOpen) this.#most.delete(end);
      assert(end.bufferedAmount <= most, `${end.bufferedAmount} bytes wait on a socket`);
    }
  }
}

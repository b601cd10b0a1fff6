/**
 * A seeded world: a room, its relays and their viewers over a network that breaks, stalls and loses, while objects vanish between any two
 * events. Everything that decides is real; the clock, the network and the storage are not.
 */
import { describe, expect, test } from "vitest";
import { MAX_RELAY_SOCKETS, MAX_ROOM_SOCKETS } from "#protocol/chat/limits.ts";
import type { SimClient } from "#testing/chat-sim/client.ts";
import { Crowd } from "#testing/chat-sim/crowd.ts";
import { ChatWorld, type Place } from "#testing/chat-sim/world.ts";
import { Placement } from "#workers/chat/placement.ts";
import { GROWTH_LIMITS, growthLimits, SHRINK_AFTER_MS } from "./growth.ts";

/** Rooms and relays of this size: a few clients make them grow. */
const SMALL = growthLimits("12");

/** The edge: so many isolates, each with the plan that it was told last. */
function edge(isolates: number): Place {
  const placements = Array.from({ length: isolates }, () => new Placement());
  return async (places, now, random) => {
    const placement = placements[Math.floor(random() * isolates)] ?? new Placement();
    return await placement.place("1", places, now, random);
  };
}

/** Clients who talk: each of them says something every few seconds, slower than the rules for viewers ask for. */
function talk(world: ChatWorld, clients: readonly SimClient[], until: number): void {
  let lines = 0;
  for (const client of clients) {
    const again = (): void => {
      if (world.schedule.now >= until) return;
      if (client.isJoined) client.say(`line ${lines++} of ${client.viewer?.login}`);
      world.schedule.after(2000 + world.random() * 4000, again);
    };
    world.schedule.after(world.random() * 4000, again);
  }
}

/** One failure of some kind, somewhere. */
function fail(world: ChatWorld): void {
  const client = world.clients[world.dice(world.clients.length)];
  const relay = world.relays[world.dice(world.relays.length)];
  switch (world.dice(11)) {
    case 0:
      return world.room.break();
    case 1:
      return world.room.vanish();
    case 2:
      return void world.room.sleep();
    case 3:
      return relay?.break();
    case 4:
      return relay?.vanish();
    case 5:
      return relay?.link?.break();
    case 6:
      return relay?.link?.stall(world.dice(20_000));
    case 7:
      return client?.end?.stall(world.dice(10_000));
    case 8:
      return client?.end?.loseBatch();
    case 9:
      return relay?.link?.loseBatch();
    default:
      return client?.end?.break();
  }
}

/** Everyone saw the same in the same order, and what was acknowledged is there, once. */
function expectOneOrder(world: ChatWorld): void {
  const log = world.room.store.events().flatMap(({ event }) => (event.kind === "message" ? [event] : []));
  const numbers = world.room.store.events().map(({ event }) => event.seq);
  const texts = log.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  const bySeq = new Map(log.map(({ seq, text }) => [seq, text]));
  for (const client of world.clients) {
    expect(client.holes).toBe(0);
    const [first = Number.POSITIVE_INFINITY] = client.seen;
    expect(client.seen).toEqual(numbers.filter((seq) => seq >= first));
    for (const [text, seq] of client.acknowledged) expect(bySeq.get(seq)).toBe(text);
  }
}

describe.each([1, 2, 3, 4, 5, 6])("seed %i", (seed) => {
  test("however objects, links and sockets fail, everyone sees every line once and in one order", async () => {
    const world = new ChatWorld(seed, SMALL, edge(2));
    for (let at = 0; at < 40; at++) {
      world.come(at % 3 === 0 ? null : `user${at}`);
      await world.run(world.dice(500));
    }
    const writers = world.clients.filter(({ viewer }) => viewer !== null);
    const end = world.schedule.now + 180_000;
    talk(world, writers, end);
    while (world.schedule.now < end) {
      await world.run(200 + world.dice(4000));
      fail(world);
    }
    // All is well again, and everybody has the time to hear of it. Who lost the newest batch learns of it by the next.
    await world.run(60_000);
    for (const writer of writers.slice(0, 3)) {
      writer.say(`goodbye from ${writer.viewer?.login}`);
      await world.run(20_000);
    }
    expect(world.relays.length).toBeGreaterThanOrEqual(3);
    expect(writers.flatMap(({ waiting }) => [...waiting.values()])).toEqual([]);
    expect(world.clients.every(({ isJoined }) => isJoined)).toBe(true);
    expect(world.room.store.events().length).toBeGreaterThan(400);
    expectOneOrder(world);
  });
});

test("a raid of 50,000 in 30 s finds its places, and the room shrinks when it is over (seed 7)", async () => {
  const world = new ChatWorld(7, GROWTH_LIMITS, edge(40));
  const crowd = new Crowd(world);
  const writers = Array.from({ length: 10 }, (_, at) => world.come(`user${at}`));
  await world.run(5000);
  const begun = world.schedule.now;
  talk(world, writers, begun + 60_000);
  crowd.come(50_000, 30_000);
  let [most, mostInRoom] = [0, 0];
  while (world.schedule.now < begun + 65_000) {
    await world.run(250);
    most = Math.max(most, ...world.relays.map(({ size }) => size));
    mostInRoom = Math.max(mostInRoom, world.room.sockets);
  }
  const inRelays = world.relays.reduce((sum, { size }) => sum + size, 0);
  expect(inRelays + world.room.sockets).toBe(50_010);
  expect(mostInRoom).toBeLessThanOrEqual(MAX_ROOM_SOCKETS);
  expect(most).toBeLessThanOrEqual(MAX_RELAY_SOCKETS);
  expect(world.relays.length).toBeGreaterThanOrEqual(25);
  expect(world.relays.length).toBeLessThanOrEqual(60);

  const numbers = world.room.store.events().map(({ event }) => event.seq);
  expect(numbers.length).toBeGreaterThan(50);
  for (const reader of crowd.readers) {
    const missed = numbers.filter((seq) => seq > reader.joinedAt).length - reader.events;
    if (reader.holes !== 0 || missed !== 0) throw new Error(`a reader saw ${reader.holes} holes and missed ${missed}`);
  }
  expectOneOrder(world);

  // Nearly everyone leaves. Relays are given up by placing nobody on the highest ones, and who is there stays.
  crowd.leave(48_000, 60_000);
  await world.run(90_000);
  expect(world.room.plan().relays).toBe(world.relays.length);
  await world.run(SHRINK_AFTER_MS);
  const { relays } = world.room.plan();
  expect(relays).toBe(2);
  const above = world.relays.slice(relays).map(({ size }) => size);
  crowd.come(500, 10_000);
  talk(world, writers, world.schedule.now + 10_000);
  await world.run(15_000);
  expect(world.relays.slice(relays).map(({ size }) => size)).toEqual(above);
  const newest = world.room.store.events().at(-1)?.event.seq;
  expect(crowd.readers.filter(({ last, holes }) => last !== newest || holes > 0)).toEqual([]);
});

test("a viewer that does not read is let go before it takes memory, and misses nothing when it comes back (seed 8)", async () => {
  const world = new ChatWorld(8, SMALL, edge(1));
  for (let at = 0; at < 30; at++) world.come(`user${at}`);
  await world.run(10_000);
  const [slow] = world.clients;
  const end = slow?.end;
  end?.stall(120_000);
  // 30 lines of 500 bytes in 2 s: the socket's bound is reached in 40 s.
  for (let round = 0; round < 30; round++) {
    for (const client of world.clients.slice(1)) client.say(`${round} of ${client.viewer?.login} `.padEnd(450, "la"));
    await world.run(2000);
  }
  expect(end?.isOpen).toBe(true);
  await world.run(90_000);
  expect(end?.isOpen).toBe(false);
  expect(world.clients.every(({ isJoined, waiting }) => isJoined && waiting.size === 0)).toBe(true);
  expectOneOrder(world);
});

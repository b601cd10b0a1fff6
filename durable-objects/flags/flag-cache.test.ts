import { expect, test } from "vitest";
import { FlagCache, type FlagPorts, RENEW_AFTER_MS, WAIT_AFTER_MS, WAIT_MS } from "./flag-cache.ts";

/** An object that answers when it is told to, and a clock that stands until it is moved. */
function world() {
  const cache = new FlagCache<string>();
  const asked: { readonly answer: (value: string) => void; readonly fail: () => void }[] = [];
  const kept: Promise<unknown>[] = [];
  const sleeping: { readonly milliseconds: number; readonly wake: () => void }[] = [];
  const clock = { now: 1000 };
  const ports: FlagPorts = {
    now: () => clock.now,
    keepAlive: (work) => kept.push(work),
    log: () => undefined,
    sleep: (milliseconds) => new Promise((wake) => sleeping.push({ milliseconds, wake })),
  };
  const load = (): Promise<string> =>
    new Promise((answer, reject) => asked.push({ answer, fail: () => reject(new Error("the object is down")) }));
  const settle = (): Promise<unknown> => Promise.all(kept);
  return { cache, asked, clock, sleeping, settle, read: () => cache.read(load, ports) };
}

test("the first asker waits for the object, and those after it believe what came", async () => {
  const { read, asked, clock } = world();
  const first = read();
  asked[0]?.answer("a");
  expect(await first).toBe("a");
  clock.now += RENEW_AFTER_MS - 1;
  expect([await read(), asked.length]).toEqual(["a", 1]);
});

test("whoever asks while nothing is known waits too, and acts on nothing that is made up", async () => {
  const { read, asked } = world();
  const both = [read(), read()];
  for (const { answer } of asked) answer("a");
  expect([await Promise.all(both), asked.length]).toEqual([["a", "a"], 2]);
});

test("what is some seconds old is answered at once and renewed behind it", async () => {
  const { read, asked, clock, settle } = world();
  const first = read();
  asked[0]?.answer("a");
  await first;
  clock.now += RENEW_AFTER_MS;
  expect([await read(), await read(), asked.length]).toEqual(["a", "a", 2]);
  asked[1]?.answer("b");
  await settle();
  expect(await read()).toBe("b");
});

test("what is too old to act on is waited for", async () => {
  const { read, asked, clock } = world();
  const first = read();
  asked[0]?.answer("a");
  await first;
  clock.now += WAIT_AFTER_MS;
  const late = read();
  asked[1]?.answer("b");
  expect(await late).toBe("b");
});

test("an object that fails leaves the last that was known, and is let be for a while", async () => {
  const { read, asked, clock, settle } = world();
  const first = read();
  asked[0]?.answer("a");
  await first;
  clock.now += WAIT_AFTER_MS;
  const late = read();
  asked[1]?.fail();
  expect(await late).toBe("a");
  await settle();
  expect([await read(), asked.length]).toEqual(["a", 2]);
  clock.now += RENEW_AFTER_MS;
  const again = read();
  asked[2]?.answer("c");
  expect(await again).toBe("c");
});

test("an object that does not answer is waited for once, no longer than it may be, and then nothing is known", async () => {
  const { read, sleeping, asked } = world();
  const first = read();
  expect(sleeping.map(({ milliseconds }) => milliseconds)).toEqual([WAIT_MS]);
  sleeping[0]?.wake();
  expect([await first, await read(), asked.length]).toEqual([null, null, 1]);
});

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const LIMIT = { most: 2, windowMs: 60_000 };
const tablesOf = (name: string): Promise<unknown[]> =>
  runInDurableObject(env.ATTEMPTS.getByName(name), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'tries'").toArray(),
  );

test("tries of one key are counted over the object's life, and those of another apart from them", async () => {
  const grants: boolean[] = [];
  for (let n = 0; n < 3; n++) {
    grants.push((await env.ATTEMPTS.getByName("one").take(LIMIT)).isGranted);
    await evictDurableObject(env.ATTEMPTS.getByName("one"));
  }
  grants.push((await env.ATTEMPTS.getByName("other").take(LIMIT)).isGranted);
  expect(grants).toEqual([true, true, false, true]);
});

test("of many tries at once as many are granted as may be", async () => {
  const taken = await Promise.all(Array.from({ length: 8 }, () => env.ATTEMPTS.getByName("crowd").take(LIMIT)));
  expect(taken.filter(({ isGranted }) => isGranted).length).toBe(2);
});

test("when the window is over nothing is left of it", async () => {
  const name = "short";
  await env.ATTEMPTS.getByName(name).take(LIMIT);
  expect(await tablesOf(name)).toEqual([{ name: "tries" }]);
  await runInDurableObject(env.ATTEMPTS.getByName(name), (_, { storage }) => {
    storage.sql.exec("UPDATE tries SET until = 0");
  });
  expect(await runDurableObjectAlarm(env.ATTEMPTS.getByName(name))).toBe(true);
  expect(await tablesOf(name)).toEqual([]);
  expect(await env.ATTEMPTS.getByName(name).take(LIMIT)).toMatchObject({ isGranted: true, left: 1 });
});

test("an alarm of the last window leaves the one that has begun since", async () => {
  const name = "late";
  await env.ATTEMPTS.getByName(name).take(LIMIT);
  expect(await runDurableObjectAlarm(env.ATTEMPTS.getByName(name))).toBe(true);
  expect(await env.ATTEMPTS.getByName(name).take(LIMIT)).toMatchObject({ isGranted: true, left: 0 });
  const next = await runInDurableObject(env.ATTEMPTS.getByName(name), (_, { storage }) => storage.getAlarm());
  expect(next).toBeGreaterThan(Date.now());
});

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NamedAlarms } from "./alarms.ts";

/** Runs with the alarms of a fresh object, whose own alarm is never let ring. */
function withAlarms<T>(name: string, run: (alarms: NamedAlarms, armed: () => Promise<number | null>) => Promise<T>) {
  return runInDurableObject(env.LIVE_CHANNEL.getByName(name), async (_, { storage }) => {
    const result = await run(new NamedAlarms(storage), () => storage.getAlarm());
    await storage.deleteAlarm();
    return result;
  });
}

const FAR = Date.now() + 10_000_000;

test("the earliest of the named times is armed", async () => {
  const armed = await withAlarms("earliest", async (alarms, armedAt) => {
    await alarms.set("late", FAR + 2000);
    await alarms.set("early", FAR + 1000);
    const first = await armedAt();
    await alarms.clear("early");
    const second = await armedAt();
    await alarms.clear("late");
    return [first, second, await armedAt()];
  });
  expect(armed).toEqual([FAR + 1000, FAR + 2000, null]);
});

test("what is due runs, and may set itself anew; what is not due stays", async () => {
  const result = await withAlarms("due", async (alarms, armedAt) => {
    const ran: string[] = [];
    await alarms.set("once", FAR);
    await alarms.set("again", FAR);
    await alarms.set("later", FAR + 5000);
    await alarms.ring(FAR, async (name) => {
      ran.push(name);
      if (name === "again") await alarms.set("again", FAR + 3000);
    });
    return [ran.sort(), await armedAt()];
  });
  expect(result).toEqual([["again", "once"], FAR + 3000]);
});

test("a run that throws is tried again later, and does not keep the others from running", async () => {
  const result = await withAlarms("throws", async (alarms, armedAt) => {
    const ran: string[] = [];
    await alarms.set("a", FAR);
    await alarms.set("b", FAR);
    await alarms.ring(FAR, async (name) => {
      ran.push(name);
      if (name === "a") throw new Error("not now");
    });
    return [ran, await armedAt()];
  });
  expect(result).toEqual([["a", "b"], FAR + 10_000]);
});

/** Calls of a channel's objects, and the one layer that tries them again while the object restarts. */
import type { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";
import { Fault } from "#protocol/errors.ts";

/** First and longest pause between two tries, and when to give up, milliseconds. A restart takes a few tens. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 300;
const GIVE_UP_MS = 4000;

export type Stub = DurableObjectStub<LiveChannel>;

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Runs an idempotent call with a fresh stub each try; an overloaded object is left alone. Throws an `unavailable` Fault. */
export async function callObject<T, O extends Rpc.DurableObjectBranded | undefined = LiveChannel>(
  objects: DurableObjectNamespace<O>,
  channelId: string,
  call: (stub: DurableObjectStub<O>) => Promise<T>,
): Promise<T> {
  const start = Date.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await call(objects.getByName(channelId));
    } catch (cause) {
      const isOverloaded = cause instanceof Error && Reflect.get(cause, "overloaded") === true;
      if (isOverloaded || Date.now() - start + pause > GIVE_UP_MS) {
        throw new Fault("unavailable", "The channel cannot be reached right now.", cause);
      }
      await sleep(pause);
    }
  }
}

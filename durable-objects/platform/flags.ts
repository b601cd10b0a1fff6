/**
 * Flags as objects read them: what the isolate knows, some seconds old at most, and on while nothing is known. The Worker has its own door,
 * `workers/flags/flags.ts`; both ask the same object, and keep its answer in the same way.
 */
import { proxyDurable } from "itty-durable/proxy-durable.js";
import * as v from "valibot";
import { type FeatureName, type FlagSubject, flagStateSchema, isFeatureOn } from "#protocol/flags/flag.ts";
import { FlagCache } from "../flags/flag-cache.ts";
import { FLAGS_OBJECT } from "../flags/object-name.ts";

const cache = new FlagCache<v.InferOutput<typeof flagStateSchema>["values"]>();

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** For features that are on by default alone: an object knows nothing of the site's own settings. */
export async function isOnFor(
  objects: DurableObjectNamespace,
  name: Exclude<FeatureName, "guests">,
  subject: FlagSubject,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<boolean> {
  // A fresh proxy a call, which must not be awaited itself: docs/decisions/008-flags-on-itty-durable.md.
  const load = async () => {
    const flags: { read(): Promise<unknown> } = proxyDurable(objects, { parse: true, name: "FLAGS" }).get(FLAGS_OBJECT);
    return v.parse(flagStateSchema, await flags.read()).values;
  };
  const value = (await cache.read(load, { now: Date.now, keepAlive, sleep, log: console.warn }))?.[name];
  return value === undefined || isFeatureOn(name, value, subject);
}

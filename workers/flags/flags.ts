/**
 * The one door to operator settings and feature flags. Whoever asks gets what the isolate knows, some seconds old at most, and the defaults
 * below when nothing is known; the object behind it, and the library that it is made with, stay in here.
 */
import type { Context } from "hono";
import { proxyDurable } from "itty-durable/proxy-durable.js";
import * as v from "valibot";
import { FlagCache } from "#durable-objects/flags/flag-cache.ts";
import { FLAGS_OBJECT } from "#durable-objects/flags/object-name.ts";
import { Fault } from "#protocol/errors.ts";
import {
  type Changer,
  type FeatureName,
  type FeatureValue,
  type FlagName,
  type FlagState,
  type FlagSubject,
  type FlagValue,
  type FlagValues,
  flagStateSchema,
  isFeatureOn,
  type SettingName,
} from "#protocol/flags/flag.ts";
import type { App, Env } from "../env.ts";
import { sleep } from "../object-calls.ts";

export type FlagsEnv = Pick<Env, "FLAGS" | "GUESTS">;
type KeepAlive = (work: Promise<unknown>) => void;

export type Flags = {
  /** Whether a feature is on, for the user or channel if one is named. */
  isOn(name: FeatureName, subject?: FlagSubject): boolean;
  /** A setting's number; null when none is set. */
  number(name: SettingName): number | null;
};

const cache = new FlagCache<FlagValues>();

/** What holds for a feature while nothing is set. A setting has no number then. */
export const defaultOf = (env: Pick<Env, "GUESTS">, name: FeatureName): FeatureValue => ({
  on: name !== "guests" || env.GUESTS !== "0",
  percent: 100,
  channels: [],
});

/** The flags for a request. */
export const flags = (c: Context<App>): Promise<Flags> => flagsOf(c.env, (work) => c.executionCtx.waitUntil(work));

/** The same where there is no request, e.g. for a queue's consumer. */
export async function flagsOf(env: FlagsEnv, keepAlive: KeepAlive): Promise<Flags> {
  const load = async (): Promise<FlagValues> => (await readFlags(env)).values;
  const values = (await cache.read(load, { now: Date.now, keepAlive, sleep, log: console.warn })) ?? {};
  return {
    isOn: (name, subject) => isFeatureOn(name, values[name] ?? defaultOf(env, name), subject),
    number: (name) => values[name]?.value ?? null,
  };
}

/** Everything, as the object has it now. Throws an `unavailable` Fault. */
export async function readFlags(env: Pick<Env, "FLAGS">): Promise<FlagState> {
  return parsed(await called(objectOf(env).read()));
}

/** Sets a flag, or takes its value away with null, and tells this isolate at once. Throws an `unavailable` Fault. */
export async function writeFlag(
  env: Pick<Env, "FLAGS">,
  command: { readonly name: FlagName; readonly to: FlagValue | null; readonly by: Changer },
): Promise<FlagState> {
  const state = parsed(await called(objectOf(env).change(command)));
  cache.put(state.values, Date.now());
  return state;
}

/** Arguments travel as JSON in a header, where production takes 128 KB: names, numbers and ids only, all of them ASCII. */
type FlagsObject = { read(): Promise<unknown>; change(command: unknown): Promise<unknown> };

/** A fresh proxy a call and no headers of ours: the library shares and keeps what it is given. It must not be awaited itself. */
function objectOf(env: Pick<Env, "FLAGS">): FlagsObject {
  return proxyDurable(env.FLAGS, { parse: true, name: "FLAGS" }).get(FLAGS_OBJECT);
}

async function called(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (cause) {
    throw new Fault("unavailable", "The settings cannot be reached right now.", cause);
  }
}

function parsed(answer: unknown): FlagState {
  const state = v.safeParse(flagStateSchema, answer);
  if (!state.success) throw new Fault("unavailable", "The settings could not be read.", v.summarize(state.issues));
  return state.output;
}

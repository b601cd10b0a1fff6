import * as v from "valibot";
import { expect, test } from "vitest";
import {
  type FeatureValue,
  FLAG_NAMES,
  faultOfValue,
  featureValueSchema,
  flagNameSchema,
  flagValuesSchema,
  isFeatureOn,
  MAX_FLAG_CHANNELS,
  SETTINGS,
} from "./flag.ts";

const feature = (value: Partial<FeatureValue>): FeatureValue => ({ on: true, percent: 100, channels: [], ...value });

test("every flag of the list can be named and kept", () => {
  expect(FLAG_NAMES.filter((name) => !v.is(flagNameSchema, name))).toEqual([]);
  expect(Object.keys(flagValuesSchema.entries).toSorted()).toEqual([...FLAG_NAMES].toSorted());
});

test("a feature that is on is on for everybody, and one that is off for nobody", () => {
  const off = feature({ on: false, channels: ["1001"] });
  expect([
    isFeatureOn("guests", feature({})),
    isFeatureOn("guests", feature({}), { userId: "5" }),
    isFeatureOn("guests", off),
    isFeatureOn("guests", off, { channelId: "1001", userId: "5" }),
  ]).toEqual([true, true, false, false]);
});

test("a list of channels is on for these whatever the percentage", () => {
  const some = feature({ percent: 0, channels: ["1001"] });
  const asked = [{ channelId: "1001" }, { channelId: "1002" }, { userId: "1001" }, {}];
  expect(asked.map((subject) => isFeatureOn("third_party_emotes", some, subject))).toEqual([true, false, false, false]);
});

test("a channel that is excepted has nothing, though it is named too, and the others keep what they have", () => {
  const value = feature({ channels: ["1001"], except: ["1001", "1002"] });
  const asked = [{ channelId: "1001" }, { channelId: "1002", userId: "5" }, { channelId: "1003" }, { userId: "1001" }];
  expect(asked.map((subject) => isFeatureOn("chat", value, subject))).toEqual([false, false, true, true]);
});

test("a percentage holds about that share of users, the same ones each time, and keeps them as it grows", () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => String(1001 + n));
  const onAt = (percent: number): string[] =>
    ids.filter((userId) => isFeatureOn("mail", feature({ percent }), { userId }));
  const [ten, thirty] = [onAt(10), onAt(30)];
  expect(Math.abs(ten.length - 1000)).toBeLessThan(120);
  expect(Math.abs(thirty.length - 3000)).toBeLessThan(180);
  expect(ten.filter((id) => !thirty.includes(id))).toEqual([]);
  expect(onAt(10)).toEqual(ten);
  expect(onAt(0)).toEqual([]);
  // Two features do not choose the same users.
  const other = ids.filter((userId) => isFeatureOn("guests", feature({ percent: 10 }), { userId }));
  expect(other.filter((id) => ten.includes(id)).length).toBeLessThan(200);
});

test("nobody is in a share that cannot be told apart", () => {
  expect(isFeatureOn("mail", feature({ percent: 99.9 }))).toBe(false);
});

test("a value names as many channels as it may, and not one more", () => {
  const channels = Array.from({ length: MAX_FLAG_CHANNELS }, (_, n) => String(n + 1));
  const read = (value: unknown): boolean => v.is(featureValueSchema, value);
  expect([read({ on: true, channels }), read({ on: true, channels: [...channels, "9999"] })]).toEqual([true, false]);
  expect([read({ on: true, except: channels }), read({ on: true, except: [...channels, "9999"] })]).toEqual([
    true,
    false,
  ]);
  expect([read({ on: true, percent: 101 }), read({ on: true, percent: -1 }), read({ on: "yes" })]).toEqual([
    false,
    false,
    false,
  ]);
  expect(read({ on: true, staff: true })).toBe(false);
});

test("a feature takes no number, and a setting none outside its range", () => {
  const { min, max } = SETTINGS.chat_relay_sockets;
  expect([
    faultOfValue("guests", { value: 5 }),
    faultOfValue("chat_relay_sockets", feature({})),
    faultOfValue("chat_relay_sockets", { value: min - 1 }),
    faultOfValue("chat_relay_sockets", { value: max + 1 }),
    faultOfValue("chat_relay_sockets", { value: min }),
    faultOfValue("chat_relay_sockets", { value: max }),
    faultOfValue("guests", feature({})),
  ]).toEqual([
    "guests is a feature: it is on or off.",
    ...Array.from({ length: 3 }, () => `chat_relay_sockets is a whole number from ${min} to ${max}.`),
    null,
    null,
    null,
  ]);
});

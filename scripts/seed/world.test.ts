import * as v from "valibot";
import { expect, test } from "vitest";
import { changeChannelSchema } from "#protocol/channel/about.ts";
import { newLoginSchema } from "#protocol/ids.ts";
import { newNameSchema } from "#protocol/users/name.ts";
import { CHANNELS, followedBy, PEOPLE } from "./world.ts";

test("everything that is planted is something that the API takes", () => {
  const logins = [...CHANNELS.map(({ login }) => login), ...PEOPLE];
  expect(logins.filter((login) => !v.is(newLoginSchema, login))).toEqual([]);
  expect(CHANNELS.filter(({ name }) => !v.is(newNameSchema, name))).toEqual([]);
  expect(CHANNELS.filter(({ change }) => !v.is(changeChannelSchema, change))).toEqual([]);
  expect(new Set(logins).size).toBe(logins.length);
});

test("every channel is followed, and the first by most", () => {
  const counts = CHANNELS.map(({ login }) => PEOPLE.filter((person) => followedBy(person).includes(login)).length);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(counts[0]).toBe(Math.max(...counts));
});

import { expect, test } from "vitest";
import { ChannelNames } from "./channel-names.ts";
import { MAX_NAMES, NAME_MS, NO_NAME_MS } from "./limits.ts";

function names(): { names: ChannelNames; asked: string[][] } {
  const asked: string[][] = [];
  const find = async (logins: readonly string[]) => {
    asked.push([...logins]);
    return logins.filter((login) => login !== "nobody").map((login) => ({ id: `1${login.length}`, login }));
  };
  return { names: new ChannelNames(find), asked };
}

test("a name is asked for once, and again when it is too old", async () => {
  const { names: known, asked } = names();
  await known.learn(["ada", "nobody"], 0);
  await known.learn(["ada", "bob"], NO_NAME_MS);
  expect(asked).toEqual([["ada", "nobody"], ["bob"]]);
  expect([known.known("ada", NAME_MS - 1), known.known("ada", NAME_MS)]).toEqual([
    { id: "13", login: "ada" },
    undefined,
  ]);
  expect([known.known("nobody", NO_NAME_MS - 1), known.known("nobody", NO_NAME_MS)]).toEqual([null, undefined]);
});

test("so many names are known, and one more makes the oldest forgotten", async () => {
  const { names: known } = names();
  const logins = Array.from({ length: MAX_NAMES }, (_, number) => `c${number}`);
  await known.learn(logins, 0);
  expect(known.known("c0", 0)).not.toBe(undefined);
  await known.learn(["more"], 0);
  expect([known.known("c0", 0), known.known("c1", 0)?.login]).toEqual([undefined, "c1"]);
});

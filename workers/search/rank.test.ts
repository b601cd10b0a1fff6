import { expect, test } from "vitest";
import { readQuery } from "./query.ts";
import { type FoundCategory, type FoundChannel, rankCategories, rankChannels } from "./rank.ts";

const query = (typed: string) => {
  const read = readQuery(typed);
  if (read === null) throw new Error("nothing to look for");
  return read;
};
let ids = 0;
const channel = (login: string, followers: number, viewers: number | null = null, name = login): FoundChannel => ({
  ...{ id: String(++ids), login, display_name: name, avatar: null, followers, viewers },
});
const category = (name: string, slug: string, viewers = 0): FoundCategory => ({
  ...{ id: String(++ids), name, slug, box_art: null, viewers },
});
const logins = (typed: string, found: readonly FoundChannel[]) =>
  rankChannels(query(typed), found).map(({ login }) => login);
const slugs = (typed: string, found: readonly FoundCategory[]) =>
  rankCategories(query(typed), found).map(({ slug }) => slug);

test("the very name comes first, then who is live, whose name begins so, and who is followed most", () => {
  const found = [
    channel("xada", 900),
    channel("adaline", 5),
    channel("ada_lovelace", 50),
    channel("xxada", 1, 7),
    channel("adam", 1, 2),
    channel("ada", 0),
  ];
  expect(logins("ada", found)).toEqual(["ada", "adam", "xxada", "ada_lovelace", "adaline", "xada"]);
});

test("what is only spelt alike comes after what was typed, even when it is live; what is not alike does not come", () => {
  const found = [channel("minecarft_fan", 0), channel("minecraft_pro", 1000, 500), channel("somebody", 1e6, 1e6)];
  expect(logins("minecarft", found)).toEqual(["minecarft_fan", "minecraft_pro"]);
});

test("a display name is found as well as a login, and whoever is found twice comes once", () => {
  const one = channel("zz", 0, null, "Ada Großmann");
  expect(logins("ada großmann", [one, one])).toEqual(["zz"]);
});

test("a category is found by any of its words, by its beginning first, then by viewers", () => {
  const found = [
    category("League of Legends", "league-of-legends", 900),
    category("Legends of Runeterra", "legends-of-runeterra", 3),
    category("Apex Legends", "apex-legends", 20),
    category("Legend", "legend", 0),
    category("Tetris", "tetris", 1e6),
  ];
  expect(slugs("legend", found)).toEqual(["legend", "legends-of-runeterra", "league-of-legends", "apex-legends"]);
  expect(slugs("leage of legnds", found)).toEqual(["league-of-legends"]);
  expect(slugs("tetirs", found)).toEqual(["tetris"]);
});

/**
 * A site's worth of channels, followers and live broadcasts, written straight into the SQLite file of a local database while no Worker has
 * it open. The database's own triggers keep counts and search, as they do for the Worker.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { prng } from "#testing/prng.ts";

export type Population = {
  readonly channels: number;
  readonly follows: number;
  readonly live: number;
  readonly recordings: number;
};

/** Somebody who follows as many channels as one may, and the channel that most people follow. */
export const KEEN_LOGIN = "keen_follower";
export const RARE_TAG = "RareTag";
export const COMMON_TAG = "English";

const FIRST_ID = 10_000;
const KEEN_FOLLOWS = 2000;
/** Follows of the best-known channel, of a hundred. */
const FAME = 5;

/** The database's file below a state folder. */
export async function databaseFile(stateDir: string): Promise<string> {
  const entries = await readdir(stateDir, { recursive: true });
  for (const entry of entries.filter((name) => name.endsWith(".sqlite") && name.includes("d1"))) {
    const file = join(stateDir, entry);
    const database = new DatabaseSync(file, { readOnly: true });
    const found = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'channel_counts'").get();
    database.close();
    if (found !== undefined) return file;
  }
  throw new Error(`no database of Rill lies below ${stateDir}`);
}

/** Names as people have them: syllables, sometimes a number, each once. */
function makeNames(count: number, random: () => number): readonly string[] {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
  const onsets = [
    "b",
    "br",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gl",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "qu",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
  ];
  const vowels = ["a", "e", "i", "o", "u", "ai", "ee", "oo"];
  const codas = ["", "", "n", "r", "s", "x", "ck", "ll", "m"];
  const words = ["gaming", "plays", "live", "tv", "the", "dark", "pro", "cat", "night", "queen", "king", "mr"];
  const names = new Set<string>();
  while (names.size < count) {
    const syllables = Array.from(
      { length: 2 + Math.floor(random() * 2) },
      () => pick(onsets) + pick(vowels) + pick(codas),
    );
    const word = random() < 0.3 ? pick(words) : "";
    const number = random() < 0.4 ? String(Math.floor(random() * 1000)) : "";
    names.add(`${random() < 0.5 ? word : ""}${syllables.join("")}${word === "" ? "" : "_"}${number}`.slice(0, 25));
  }
  return [...names];
}

export type Made = { readonly logins: readonly string[]; readonly live: readonly string[] };

export function populate(file: string, { channels, follows, live, recordings }: Population, seed: number): Made {
  const random = prng(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const logins = [...makeNames(channels, random), KEEN_LOGIN];
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA foreign_keys = ON; BEGIN");
    const user = database.prepare("INSERT INTO users (id, login, display_name, created_at) VALUES (?, ?, ?, 0)");
    const channel = database.prepare(
      `INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at, category_id, language)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
    );
    const tag = database.prepare("INSERT INTO channel_tags (channel_id, folded, tag, position) VALUES (?, ?, ?, ?)");
    const titles = [
      "ranked all night",
      "first playthrough, no spoilers",
      "speedrun attempts",
      "chill stream with chat",
      "road to top ten",
    ];
    for (const [at, login] of logins.entries()) {
      const id = FIRST_ID + at;
      user.run(id, login, login);
      // Few categories have most channels.
      const category = 1 + Math.floor(590 * random() ** 3);
      channel.run(
        id,
        login,
        login,
        `${titles[below(titles.length)]} #${below(500)}`,
        `hash ${id}`,
        category,
        ["en", "es", "de", "ja"][below(4)] ?? "en",
      );
      if (random() < 0.5) tag.run(id, COMMON_TAG.toLowerCase(), COMMON_TAG, 0);
      if (random() < 0.0005) tag.run(id, RARE_TAG.toLowerCase(), RARE_TAG, 1);
    }
    const follow = database.prepare(
      "INSERT INTO follows (channel_id, follower_id, followed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    for (let at = 0; at < follows - KEEN_FOLLOWS; at++) {
      // Few channels have most followers, and the first the most.
      const followed = below(100) < FAME ? 0 : Math.floor(channels * random() ** 4);
      follow.run(FIRST_ID + followed, FIRST_ID + below(channels), 1_700_000_000_000 + at);
    }
    for (let at = 0; at < KEEN_FOLLOWS; at++)
      follow.run(FIRST_ID + at * Math.floor(channels / KEEN_FOLLOWS), FIRST_ID + channels, 1_700_000_000_000 + at);
    const begin = database.prepare(
      "INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, ?, 0, ?)",
    );
    const every = Math.floor(channels / live);
    const living = Array.from({ length: live }, (_, at) => at * every);
    for (const at of living) begin.run(FIRST_ID + at, String(900_000_000 + at), Math.floor(20_000 * random() ** 6));
    const record = database.prepare(
      "INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (?, ?, ?, ?, 3600)",
    );
    for (let at = 0; at < recordings; at++) {
      const title = `${titles[below(titles.length)]} #${below(500)}`;
      record.run(String(1_000_000_000 + at), FIRST_ID + below(channels), title, 1_600_000_000_000 + at);
    }
    database.exec("COMMIT");
    return { logins, live: living.map((at) => logins[at] ?? "") };
  } finally {
    database.close();
  }
}

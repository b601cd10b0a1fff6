/** Reads the words behind `npm run inspect --`. Pure. */
import { MAX_FOLLOW_SECONDS } from "./live.ts";

export const USAGE = `npm run inspect -- <address or file> [--json] [--follow SECONDS]

  An address of a multivariant or media playlist: follows a live one (6 s unless --follow says otherwise), reads a recording once,
  and holds playlists, bytes and the server's behaviour to the rules.
  A file: the boxes of .mp4, .m4s and .segment, the rules of .m3u8, headers and parts of .bundle and .bundles.

  --json      one JSON document instead of text
  --follow    seconds to follow a live presentation

  Ends with 1 when there are errors, with 2 when the words make no sense.
`;

export type Arguments =
  | { readonly outcome: "run"; readonly target: string; readonly json: boolean; readonly seconds: number | null }
  | { readonly outcome: "help" }
  | { readonly outcome: "wrong"; readonly sentence: string };

export function readArguments(words: readonly string[]): Arguments {
  const rest = [...words];
  let target: string | null = null;
  let json = false;
  let seconds: number | null = null;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--help" || word === "-h") return { outcome: "help" };
    if (word === "--json") json = true;
    else if (word === "--follow" || word.startsWith("--follow=")) {
      const text = word === "--follow" ? (rest.shift() ?? "") : word.slice("--follow=".length);
      seconds = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      if (!(seconds > 0 && seconds <= MAX_FOLLOW_SECONDS)) {
        return { outcome: "wrong", sentence: `--follow takes up to ${MAX_FOLLOW_SECONDS} seconds, not "${text}"` };
      }
    } else if (word.startsWith("--")) return { outcome: "wrong", sentence: `${word} is unknown` };
    else if (target === null) target = word;
    else return { outcome: "wrong", sentence: `one target at a time: "${target}" and "${word}"` };
  }
  return target === null ? { outcome: "wrong", sentence: "no target" } : { outcome: "run", target, json, seconds };
}

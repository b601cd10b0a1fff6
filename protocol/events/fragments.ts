/** A message's text in pieces, as subscriptions have it: emotes, mentions of people who exist, and what was found in a held one. Pure. */
import type { EmoteSpan } from "../chat/event.ts";
import type { Person } from "./render.ts";

type Fragment = Readonly<Record<string, unknown>>;

const NOTHING = { cheermote: null, emote: null, mention: null };
/** A login behind an `@` that begins a word. */
const MENTION = /(?<![^\s])@([a-z0-9][a-z0-9_]{0,24})(?![a-z0-9_])/gi;

/** The logins that a text may mention; whether somebody has them is to be looked up. */
export const mentionedIn = (text: string): readonly string[] =>
  [...text.matchAll(MENTION)].map(([, login = ""]) => login.toLowerCase());

/** Emotes' places are counted in code points. `people` are those of the mentioned whom there are, by login. */
export function fragmentsOf(
  text: string,
  emotes: readonly EmoteSpan[],
  people: ReadonlyMap<string, Person>,
): readonly Fragment[] {
  const points = [...text];
  const fragments: Fragment[] = [];
  let at = 0;
  for (const { id, start, end } of [...emotes].sort((one, other) => one.start - other.start)) {
    fragments.push(...withMentions(points.slice(at, start).join(""), people));
    const emote = { id, ...ownerOf(id), format: ["static"] };
    fragments.push({ type: "emote", text: points.slice(start, end + 1).join(""), ...NOTHING, emote });
    at = end + 1;
  }
  return [...fragments, ...withMentions(points.slice(at).join(""), people)];
}

function withMentions(text: string, people: ReadonlyMap<string, Person>): readonly Fragment[] {
  const fragments: Fragment[] = [];
  let at = 0;
  const say = (until: number): void => {
    if (until > at) fragments.push({ type: "text", text: text.slice(at, until), ...NOTHING });
  };
  for (const { 0: name, 1: login = "", index } of text.matchAll(MENTION)) {
    const person = people.get(login.toLowerCase());
    if (person === undefined) continue;
    say(index);
    const mention = { user_id: person.id, user_login: person.login, user_name: person.name };
    fragments.push({ type: "mention", text: name, ...NOTHING, mention });
    at = index + name.length;
  }
  say(text.length);
  return fragments;
}

/** A channel's emote is named `<channel id>-<number>`. */
function ownerOf(emoteId: string) {
  const owner = /^([1-9][0-9]{0,15})-[0-9]+$/.exec(emoteId)?.[1] ?? "0";
  return { emote_set_id: owner, owner_id: owner };
}

/** A held text, cut where what was found begins and ends: first and last code point, inclusive. Its emotes were not looked for. */
export function heldFragments(text: string, spans: readonly (readonly [number, number])[]): readonly Fragment[] {
  const points = [...text];
  const cuts = spans.flatMap(([start, end]) => [start, end + 1]).sort((one, other) => one - other);
  const edges = [0, ...cuts, points.length];
  return edges.flatMap((from, place): readonly Fragment[] => {
    const piece = points.slice(from, edges[place + 1] ?? from).join("");
    return piece === "" ? [] : [{ type: "text", text: piece, cheermote: null, emote: null }];
  });
}

/** What the composer offers to complete: names after `@`, commands after `/`, emotes after `:`. Pure: knows a text and a caret. */
import type { Command } from "./commands.ts";
import { type EmoteSet, findEmotes } from "./emote-set.ts";

/** Offers shown at once, at most: what one reads at a glance. */
export const MAX_OFFERS = 8;
/** Letters of an emote's name before emotes are offered: `:)` is no beginning of one. */
const MIN_EMOTE_LETTERS = 2;

export type Offer =
  | { readonly kind: "name"; readonly text: string; readonly label: string }
  | { readonly kind: "command"; readonly text: string; readonly label: string; readonly detail: string }
  | { readonly kind: "emote"; readonly text: string; readonly label: string; readonly id: string };

export type Completion = {
  /** What an accepted offer replaces, in UTF-16 units as a text field counts. */
  readonly from: number;
  readonly to: number;
  readonly offers: readonly Offer[];
};

export type Speaker = { readonly login: string; readonly name: string };

export type Sources = {
  /** Whoever spoke last first. */
  readonly people: readonly Speaker[];
  readonly commands: readonly Command[];
  readonly emotes: EmoteSet;
};

/** Null when the word at the caret begins nothing. */
export function completionAt(text: string, caret: number, sources: Sources): Completion | null {
  const before = text.slice(0, caret);
  const word = /\S*$/u.exec(before)?.[0] ?? "";
  const from = caret - word.length;
  const offers = offersFor(word, from, sources).slice(0, MAX_OFFERS);
  return offers.length === 0 ? null : { from, to: caret, offers };
}

/** The text and caret after an offer was taken; one space follows it. */
export function complete(text: string, { from, to }: Completion, offer: Offer): { text: string; caret: number } {
  const head = `${text.slice(0, from)}${offer.text} `;
  return { text: head + text.slice(to).replace(/^ /, ""), caret: head.length };
}

/** Whether the word at the caret is the offer already. */
export function isWhole(text: string, { from, to }: Completion, offer: Offer): boolean {
  return text.slice(from, to).toLowerCase() === offer.text.toLowerCase();
}

/** A name in another script than the login's cannot be typed as a mention; the login can. */
export function mentionOf({ login, name }: Speaker): string {
  return `@${name.toLowerCase() === login ? name : login}`;
}

function offersFor(word: string, from: number, { people, commands, emotes }: Sources): readonly Offer[] {
  const typed = word.slice(1).toLowerCase();
  if (word.startsWith("@")) {
    return people
      .filter(({ login, name }) => login.startsWith(typed) || name.toLowerCase().startsWith(typed))
      .map((one): Offer => ({ kind: "name", text: mentionOf(one), label: one.name }));
  }
  if (word.startsWith("/") && from === 0) {
    return commands
      .filter(({ name }) => name.startsWith(typed))
      .map(({ name, usage, words }): Offer => {
        const label = usage === "" ? `/${name}` : `/${name} ${usage}`;
        return { kind: "command", text: `/${name}`, label, detail: words };
      });
  }
  if (word.startsWith(":") && typed.length >= MIN_EMOTE_LETTERS) {
    return findEmotes([...emotes.channel, ...emotes.global], typed).map(
      ({ id, name }): Offer => ({ kind: "emote", text: name, label: name, id }),
    );
  }
  return [];
}

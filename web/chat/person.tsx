/** Somebody's name as the chat shows it: badges, and a colour that is readable in both themes. */
import type { JSX } from "preact";
import { nameHue } from "../ui/name-hue.ts";
import { readableColour } from "../ui/readable-colour.ts";
import { badgeTitle } from "./chat-strings.ts";

export type Person = { readonly login: string; readonly name: string; readonly colour: string | null };

type Style = { readonly class: string; readonly style: JSX.CSSProperties };

/** The class and style of text in this person's colour: the one they chose, else one of their name. */
export function colourOf({ login, colour }: Person): Style {
  if (colour === null) return { class: "ui-name-colour", style: { "--name-hue": String(nameHue(login)) } };
  const { light, dark } = readableColour(colour);
  return { class: "ui-own-colour", style: { "--own-light": light, "--own-dark": dark } };
}

export function Name({ person }: { readonly person: Person }) {
  const { class: colour, style } = colourOf(person);
  return (
    <bdi class={`chat-name ${colour}`} style={style}>
      {person.name}
    </bdi>
  );
}

/** The side of a badge's image, pixels. */
const BADGE_PX = 18;

export function Badges({ badges }: { readonly badges: readonly string[] }) {
  return (
    <>
      {badges.map((badge) => {
        const set = badge.split("/")[0] ?? badge;
        const title = badgeTitle(set);
        return (
          <img
            key={badge}
            class="chat-badge"
            src={`/badges/${set}.svg`}
            alt={title}
            title={title}
            width={BADGE_PX}
            height={BADGE_PX}
            decoding="async"
          />
        );
      })}
    </>
  );
}

/** What somebody said: text, links, mentions and emotes as elements. */
import { emotePath } from "#protocol/chat/emote.ts";
import type { EmoteSpan } from "#protocol/chat/event.ts";
import { EMOTE_SIDES } from "#protocol/chat/limits.ts";
import { messageParts } from "./message-parts.ts";

export type LineTextProps = {
  readonly text: string;
  readonly emotes: readonly EmoteSpan[];
  /** The names of who reads this, in lower case: mentions of them stand out. */
  readonly me: readonly string[];
};

export function LineText({ text, emotes, me }: LineTextProps) {
  return (
    <span class="chat-text">
      {messageParts(text, emotes).map((part) => {
        switch (part.kind) {
          case "link":
            return (
              <a href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
                {part.text}
              </a>
            );
          case "mention":
            return (
              <span class="chat-mention" data-me={me.includes(part.login)}>
                {part.text}
              </span>
            );
          case "emote":
            return <EmoteImage id={part.id} name={part.name} />;
          default:
            return part.text;
        }
      })}
    </span>
  );
}

const [SMALL, MEDIUM, LARGE] = EMOTE_SIDES;

/** Its size is known before it is there, so that no line moves. */
export function EmoteImage({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <img
      class="chat-emote"
      src={emotePath(id, SMALL)}
      srcset={`${emotePath(id, MEDIUM)} 2x, ${emotePath(id, LARGE)} 4x`}
      alt={name}
      title={name}
      width={SMALL}
      height={SMALL}
      decoding="async"
    />
  );
}

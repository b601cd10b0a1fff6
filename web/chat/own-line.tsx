/** A message of one's own until the room's copy of it is here: shown at once, with what became of it when that is not clear. */
import { Button } from "../ui/button.tsx";
import { chatStrings as say } from "./chat-strings.ts";
import { type EmoteSet, emoteSpans } from "./emote-set.ts";
import { LineText } from "./line-text.tsx";
import type { Outgoing } from "./outbox.ts";
import { Badges, Name, type Person } from "./person.tsx";

export type OwnLineProps = {
  readonly own: Outgoing;
  readonly person: Person & { readonly badges: readonly string[] };
  readonly emotes: EmoteSet;
  readonly onRetry: (nonce: string) => void;
  readonly onDiscard: (nonce: string) => void;
};

const ME = /^\/me\s+/i;

export function OwnLine({ own, person, emotes, onRetry, onDiscard }: OwnLineProps) {
  const { state } = own;
  const text = own.text.replace(ME, "");
  const isAction = text !== own.text;
  return (
    <div class="chat-own" data-state={state.kind}>
      <p class="chat-own-said">
        <Badges badges={person.badges} />
        <Name person={person} />
        {isAction ? " " : ": "}
        <span class={isAction ? "chat-action" : undefined}>
          <LineText text={text} emotes={emoteSpans(text, emotes)} me={[]} />
        </span>
        {state.kind === "pending" ? <span class="ui-spoken">{` ${say.sending}`}</span> : null}
      </p>
      <Outcome own={own} onRetry={onRetry} onDiscard={onDiscard} />
    </div>
  );
}

function Outcome({ own, onRetry, onDiscard }: Omit<OwnLineProps, "person" | "emotes">) {
  const { nonce, state } = own;
  switch (state.kind) {
    case "failed":
      return (
        <div class="chat-own-outcome">
          <p>
            {say.notSent} {state.reason}
          </p>
          <Button variant="quiet" icon="rotate-cw" onClick={() => onRetry(nonce)}>
            {say.retry}
          </Button>
          <Button variant="quiet" onClick={() => onDiscard(nonce)}>
            {say.discard}
          </Button>
        </div>
      );
    case "held":
    case "unshown":
      return (
        <div class="chat-own-outcome">
          <p>{state.kind === "held" ? say.held : say.unshown}</p>
          <Button variant="quiet" onClick={() => onDiscard(nonce)}>
            {say.hide}
          </Button>
        </div>
      );
    default:
      return null;
  }
}

/** The field for a message with its completions, emotes, limits and the wait for the next one. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";
import { IconButton } from "../ui/button.tsx";
import type { ChatState } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { commandsOf, type Rank } from "./commands.ts";
import { complete, completionAt, type Offer } from "./completion.ts";
import { isCommand } from "./cooldown.ts";
import { durationInWords } from "./duration-in-words.ts";
import { EmotePicker } from "./emote-picker.tsx";
import type { EmoteSet } from "./emote-set.ts";
import { type MessageLine, speakers } from "./lines.ts";
import { MessageField } from "./message-field.tsx";
import { Name, type Person } from "./person.tsx";
import { mayAppoint, mayModerate } from "./standing.ts";

/** Characters left from which the counter shows. */
const COUNTER_FROM = 100;

export type MessageFormProps = {
  readonly state: ChatState;
  readonly person: Person;
  readonly emotes: EmoteSet;
  readonly emotesFailed: boolean;
  readonly replyTo: MessageLine | null;
  /** Seconds until one may write again. */
  readonly wait: number;
  readonly onReplyCancel: () => void;
  readonly onSend: (text: string) => boolean;
  /** Asks who this is, to change it. */
  readonly onWho: () => void;
};

export function MessageForm(props: MessageFormProps) {
  const { state, person, emotes, replyTo, wait, onReplyCancel, onSend, onWho } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const trimmed = text.trim();
  const left = MAX_MESSAGE_LENGTH - [...trimmed].length;
  const mustWait = wait > 0 && !isCommand(trimmed);

  const submit = () => {
    if (trimmed === "" || left < 0 || mustWait) return;
    if (onSend(trimmed)) setText("");
    else setError(say.outboxFull);
  };
  const write = (next: string) => {
    setText(next);
    setError(null);
  };
  /** Where the caret goes once the text is drawn, before anything else can be typed. */
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);
  const place = (next: string, at: number) => {
    caret.current = at;
    write(next);
  };
  const insert = (name: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const before = text.slice(0, at);
    const head = `${before}${before === "" || before.endsWith(" ") ? "" : " "}${name} `;
    place(head + text.slice(field.current?.selectionEnd ?? at), head.length);
  };
  const offersAt = (value: string, caret: number) =>
    completionAt(value, caret, { people: speakers(state.lines), commands: commandsOf(rankOf(state)), emotes });

  return (
    <form
      class="chat-message-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {replyTo === null ? null : (
        <div class="chat-replying">
          <p class="chat-replying-words">
            <b>{say.repliesTo(replyTo.event.from.name)}</b> {replyTo.event.text}
          </p>
          <IconButton icon="x" label={say.replyCancel} tooltipAlign="end" onClick={onReplyCancel} />
        </div>
      )}
      <MessageField
        fieldRef={field}
        text={text}
        tooLong={left < 0}
        offersAt={offersAt}
        onText={write}
        onAccept={(completion, offer: Offer) => {
          const next = complete(text, completion, offer);
          place(next.text, next.caret);
        }}
        onSubmit={submit}
        onEscape={onReplyCancel}
      />
      <div class="chat-message-buttons">
        <EmotePicker emotes={emotes} failed={props.emotesFailed} onPick={insert} />
        <IconButton
          type="submit"
          icon="send-horizontal"
          label={say.send}
          tooltipAlign="end"
          disabled={trimmed === "" || left < 0 || mustWait}
        />
      </div>
      <div class="chat-composer-foot">
        <button
          type="button"
          class="chat-as"
          onClick={onWho}
          aria-label={`${say.chattingAs} ${person.name}. ${say.accountOptions}`}
        >
          {`${say.chattingAs} `}
          <Name person={person} />
        </button>
        <span class="chat-note ui-numbers" role="status" data-bad={left < 0 || error !== null}>
          {error ?? (mustWait ? say.cooldown(durationInWords(wait)) : counter(left))}
        </span>
      </div>
    </form>
  );
}

function counter(left: number): string {
  if (left > COUNTER_FROM) return "";
  return left < 0 ? say.tooLong(-left) : say.left(left);
}

function rankOf({ self }: ChatState): Rank {
  if (mayAppoint(self)) return "broadcaster";
  return mayModerate(self) ? "moderator" : "viewer";
}

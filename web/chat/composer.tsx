/** Where one writes: first a name, then messages. Knows limits and words; what becomes of a message is the connection's business. */
import { useId, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { chatNameSchema, MAX_MESSAGE_LENGTH } from "#protocol/chat/chat.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { nameHue } from "../ui/name-hue.ts";
import { chatStrings as say } from "./chat-strings.ts";

/** Characters left from which the counter shows. */
const COUNTER_FROM = 100;

export type ComposerProps = {
  readonly name: string | null;
  readonly onName: (name: string) => void;
  /** False when too many messages wait: the text stays where it is. */
  readonly onSend: (text: string) => boolean;
};

export function Composer({ name, onName, onSend }: ComposerProps) {
  const [renaming, setRenaming] = useState(false);
  if (name === null || renaming) {
    return (
      <NameForm
        name={name}
        focus={renaming}
        onName={(chosen) => {
          onName(chosen);
          setRenaming(false);
        }}
        onCancel={name === null ? null : () => setRenaming(false)}
      />
    );
  }
  return <MessageForm name={name} onSend={onSend} onRename={() => setRenaming(true)} />;
}

type NameFormProps = {
  readonly name: string | null;
  readonly focus: boolean;
  readonly onName: (name: string) => void;
  readonly onCancel: (() => void) | null;
};

function NameForm({ name, focus, onName, onCancel }: NameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? "";
    const chosen = v.safeParse(chatNameSchema, typed);
    if (chosen.success) onName(chosen.output);
    else {
      setError(typed === "" ? say.nameEmpty : say.nameWrong);
      field.current?.focus();
    }
  };
  return (
    <form class="chat-name-form" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onCancel?.()}>
      <Input
        label={say.nameLabel}
        hint={say.nameHint}
        error={error}
        inputRef={field}
        defaultValue={name ?? ""}
        autoFocus={focus}
        autoComplete="nickname"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={25}
        onInput={() => setError(null)}
      />
      <div class="chat-name-actions">
        <Button type="submit" variant="primary">
          {say.nameSave}
        </Button>
        {onCancel === null ? null : (
          <Button variant="quiet" onClick={onCancel}>
            {say.nameCancel}
          </Button>
        )}
      </div>
    </form>
  );
}

type MessageFormProps = {
  readonly name: string;
  readonly onSend: (text: string) => boolean;
  readonly onRename: () => void;
};

function MessageForm({ name, onSend, onRename }: MessageFormProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const left = MAX_MESSAGE_LENGTH - [...text.trim()].length;
  const submit = () => {
    if (text.trim() === "" || left < 0) return;
    if (onSend(text.trim())) setText("");
    else setError(say.outboxFull);
  };
  return (
    <form
      class="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <MessageField
        text={text}
        tooLong={left < 0}
        onText={(next) => {
          setText(next);
          setError(null);
        }}
        onSubmit={submit}
      />
      <IconButton
        type="submit"
        icon="send-horizontal"
        label={say.send}
        tooltipAlign="end"
        disabled={text.trim() === "" || left < 0}
      />
      <div class="chat-composer-foot">
        <button
          type="button"
          class="chat-as"
          onClick={onRename}
          aria-label={`${say.chattingAs} ${name}. ${say.changeName}`}
        >
          {`${say.chattingAs} `}
          <span class="chat-name ui-name-colour" style={{ "--name-hue": String(nameHue(name)) }}>
            {name}
          </span>
        </button>
        <span class="chat-note ui-numbers" role="status" data-bad={left < 0 || error !== null}>
          {error ?? counter(left)}
        </span>
      </div>
    </form>
  );
}

function counter(left: number): string {
  if (left > COUNTER_FROM) return "";
  return left < 0 ? say.tooLong(-left) : say.left(left);
}

type MessageFieldProps = {
  readonly text: string;
  readonly tooLong: boolean;
  readonly onText: (text: string) => void;
  readonly onSubmit: () => void;
};

function MessageField({ text, tooLong, onText, onSubmit }: MessageFieldProps) {
  const id = useId();
  return (
    <>
      <label class="ui-spoken" for={id}>
        {say.messageLabel}
      </label>
      <textarea
        id={id}
        class="ui-input-field chat-field"
        rows={1}
        value={text}
        placeholder={say.messagePlaceholder}
        enterkeyhint="send"
        autoComplete="off"
        aria-invalid={tooLong ? "true" : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method composes, Enter chooses a word.
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault();
          onSubmit();
        }}
      />
    </>
  );
}

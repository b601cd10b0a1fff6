/** The text field of a message, with the list of completions above it by the combobox pattern of ARIA. */
import type { Ref } from "preact";
import { useId, useState } from "preact/hooks";
import { chatStrings as say } from "./chat-strings.ts";
import { type Completion, isWhole, type Offer } from "./completion.ts";
import { EmoteImage } from "./line-text.tsx";

export type MessageFieldProps = {
  readonly fieldRef: Ref<HTMLTextAreaElement>;
  readonly text: string;
  readonly tooLong: boolean;
  readonly offersAt: (text: string, caret: number) => Completion | null;
  readonly onText: (text: string) => void;
  readonly onAccept: (completion: Completion, offer: Offer) => void;
  readonly onSubmit: () => void;
  /** Escape, when there is no list to close. */
  readonly onEscape: () => void;
};

export function MessageField(props: MessageFieldProps) {
  const { fieldRef, text, tooLong, offersAt, onText, onAccept, onSubmit, onEscape } = props;
  const id = useId();
  const listId = `${id}-offers`;
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [chosen, setChosen] = useState(0);
  const offers = completion?.offers ?? [];
  const offer = offers[chosen];

  const accept = (taken: Offer) => {
    if (completion !== null) onAccept(completion, taken);
    setCompletion(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, keys choose a word.
    if (event.isComposing) return;
    const isTyped = completion !== null && offer !== undefined && isWhole(text, completion, offer);
    const action = fieldKey(event.key, event.shiftKey, offer === undefined ? "nothing" : isTyped ? "whole" : "more");
    if (action === null) return;
    event.preventDefault();
    switch (action) {
      case "next":
      case "previous":
        setChosen((chosen + (action === "next" ? 1 : offers.length - 1)) % offers.length);
        break;
      case "accept":
        if (offer !== undefined) accept(offer);
        break;
      case "close":
        setCompletion(null);
        break;
      case "escape":
        onEscape();
        break;
      default:
        onSubmit();
    }
  };
  return (
    <div class="chat-field-frame">
      <label class="ui-spoken" for={id}>
        {say.messageLabel}
      </label>
      <textarea
        id={id}
        ref={fieldRef}
        class="ui-input-field chat-field"
        rows={1}
        value={text}
        placeholder={say.messagePlaceholder}
        enterkeyhint="send"
        autoComplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={listId}
        aria-activedescendant={offer === undefined ? undefined : `${listId}-${chosen}`}
        aria-invalid={tooLong ? "true" : undefined}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          onText(value);
          setChosen(0);
          setCompletion(offersAt(value, selectionStart));
        }}
        onBlur={() => setCompletion(null)}
        onKeyDown={onKeyDown}
      />
      {offers.length === 0 ? null : (
        <div id={listId} class="chat-offers" role="listbox" aria-label={say.offers}>
          {offers.map((one, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys choose here.
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant).
            <div
              key={one.text}
              id={`${listId}-${at}`}
              class="chat-offer"
              role="option"
              aria-selected={at === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => accept(one)}
            >
              {one.kind === "emote" ? <EmoteImage id={one.id} name="" /> : null}
              <span>{one.label}</span>
              {one.kind === "command" ? <span class="chat-offer-detail">{one.detail}</span> : null}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

type FieldKey = "next" | "previous" | "accept" | "close" | "escape" | "submit";

/** What a key means in the field; null when it is the text's own. What is typed whole is sent by Enter, offered or not. */
function fieldKey(key: string, shift: boolean, offered: "nothing" | "more" | "whole"): FieldKey | null {
  if (offered !== "nothing") {
    if (key === "ArrowDown") return "next";
    if (key === "ArrowUp") return "previous";
    if ((key === "Tab" && !shift) || (key === "Enter" && offered === "more")) return "accept";
    if (key === "Escape") return "close";
  }
  if (key === "Escape") return "escape";
  return key === "Enter" && !shift ? "submit" : null;
}

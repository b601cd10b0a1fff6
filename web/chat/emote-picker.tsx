/** A button that opens the emotes: those of the channel, those for everyone, and a search. A press writes the emote's name. */
import "./emote-picker.css";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { chatStrings as say } from "./chat-strings.ts";
import { type Emote, type EmoteSet, findEmotes } from "./emote-set.ts";
import { EmoteImage } from "./line-text.tsx";

export type EmotePickerProps = {
  readonly emotes: EmoteSet;
  readonly failed: boolean;
  readonly onPick: (name: string) => void;
};

export function EmotePicker({ emotes, failed, onPick }: EmotePickerProps) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector("input")?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears Escape from what is inside.
    <div
      class="emote-picker"
      ref={root}
      onKeyDown={(event) => {
        if (!open || event.key !== "Escape") return;
        event.stopPropagation();
        setOpen(false);
        trigger.current?.focus();
      }}
    >
      <IconButton
        icon="smile"
        label={say.emotes}
        tooltipAlign="end"
        buttonRef={trigger}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      />
      {open ? (
        <section id={id} class="emote-picker-box" aria-label={say.emotes}>
          <EmoteChoice
            emotes={emotes}
            failed={failed}
            onPick={(name) => {
              onPick(name);
              setOpen(false);
            }}
          />
        </section>
      ) : null}
    </div>
  );
}

function EmoteChoice({ emotes, failed, onPick }: EmotePickerProps) {
  const [typed, setTyped] = useState("");
  const groups = [
    { label: say.emotesOfChannel, found: findEmotes(emotes.channel, typed.trim()) },
    { label: say.emotesOfAll, found: findEmotes(emotes.global, typed.trim()) },
  ].filter(({ found }) => found.length > 0);
  const first = groups[0]?.found[0];
  return (
    <>
      <Input
        label={say.emotesSearch}
        labelHidden
        placeholder={say.emotesSearch}
        type="search"
        autoComplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // The field stands in the message's form: Enter here takes the first emote.
          event.preventDefault();
          if (first !== undefined) onPick(first.name);
        }}
      />
      <div class="emote-picker-groups">
        {groups.length === 0 ? <p class="emote-picker-none">{failed ? say.emotesFailed : say.emotesNone}</p> : null}
        {groups.map(({ label, found }) => (
          <EmoteGroup key={label} label={label} emotes={found} onPick={onPick} />
        ))}
      </div>
    </>
  );
}

type EmoteGroupProps = {
  readonly label: string;
  readonly emotes: readonly Emote[];
  readonly onPick: (name: string) => void;
};

function EmoteGroup({ label, emotes, onPick }: EmoteGroupProps) {
  return (
    <div>
      <p class="emote-picker-label" aria-hidden="true">
        {label}
      </p>
      <ul class="emote-picker-grid" aria-label={label}>
        {emotes.map(({ id, name }) => (
          <li key={id}>
            <button type="button" class="emote-picker-emote" onClick={() => onPick(name)}>
              <EmoteImage id={id} name={name} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

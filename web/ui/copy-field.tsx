/** A value to take along: shown in full, selected at a press, copied by its button, which says that it did. */
import "./copy-field.css";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "./button.tsx";

export type CopyFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  /** Dots in its place until it is asked for, so that nobody reads it over a shoulder or in a picture. */
  readonly secret?: boolean;
};

/** Time for which the button says that it copied, milliseconds. */
const COPIED_MS = 2500;

export const copyFieldStrings = {
  copy: "Copy",
  copied: "Copied",
  copyOf: (label: string) => `Copy: ${label}`,
  copiedOf: (label: string) => `Copied: ${label}`,
  select: "Select and copy it",
  show: "Show",
  hide: "Hide",
  showOf: (label: string) => `Show: ${label}`,
  hideOf: (label: string) => `Hide: ${label}`,
} as const;

const say = copyFieldStrings;

export function CopyField({ label, value, hint, secret = false }: CopyFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const [shown, setShown] = useState(!secret);
  useEffect(() => {
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), COPIED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
    } catch {
      // Browsers give the clipboard to secure pages only: the value is selected, the person's own keys copy it.
      setShown(true);
      setState("refused");
      requestAnimationFrame(() => {
        field.current?.focus();
        field.current?.select();
      });
    }
  };
  return (
    <div class="ui-input">
      <label for={id} class="ui-input-label">
        {label}
      </label>
      <span class="ui-copy">
        <input
          id={id}
          ref={field}
          class="ui-input-field ui-copy-field"
          type={shown ? "text" : "password"}
          value={value}
          readOnly
          autoComplete="off"
          spellcheck={false}
          aria-describedby={hint === undefined ? undefined : hintId}
          onFocus={(event) => event.currentTarget.select()}
        />
        {secret ? (
          <Button aria-label={shown ? say.hideOf(label) : say.showOf(label)} onClick={() => setShown(!shown)}>
            {shown ? say.hide : say.show}
          </Button>
        ) : null}
        <Button
          icon={state === "copied" ? "check" : "copy"}
          aria-label={state === "copied" ? say.copiedOf(label) : say.copyOf(label)}
          onClick={() => void copy()}
        >
          {state === "copied" ? say.copied : say.copy}
        </Button>
      </span>
      <span class="ui-spoken" role="status">
        {state === "copied" ? say.copiedOf(label) : ""}
      </span>
      {hint === undefined && state !== "refused" ? null : (
        <p id={hintId} class="ui-input-note">
          {state === "refused" ? say.select : hint}
        </p>
      )}
    </div>
  );
}

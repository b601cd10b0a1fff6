/** A text field with its label, a hint and an error in words. The label is always there for screen readers. */
import "./input.css";
import type { InputHTMLAttributes, Ref } from "preact";
import { useId } from "preact/hooks";

type NativeInput = Omit<InputHTMLAttributes<HTMLInputElement>, "label" | "size" | "class" | "ref">;

export type InputProps = NativeInput & {
  readonly label: string;
  /** Keeps the label for screen readers alone, where the place says what the field is. */
  readonly labelHidden?: boolean;
  readonly hint?: string | undefined;
  /** What is wrong and how to put it right; null when nothing is. */
  readonly error?: string | null;
  readonly inputRef?: Ref<HTMLInputElement>;
};

export function Input({ label, labelHidden = false, hint, error = null, inputRef, ...rest }: InputProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div class="ui-input">
      <label for={id} class={labelHidden ? "ui-spoken" : "ui-input-label"}>
        {label}
      </label>
      <input
        {...rest}
        ref={inputRef ?? null}
        id={id}
        class="ui-input-field"
        aria-invalid={error === null ? undefined : "true"}
        aria-describedby={note === undefined ? undefined : noteId}
      />
      {note === undefined ? null : (
        <p id={noteId} class="ui-input-note" data-error={error !== null}>
          {note}
        </p>
      )}
    </div>
  );
}

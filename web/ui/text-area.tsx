/** A field for several lines, with its label, a hint and an error in words. */
import "./input.css";
import "./text-area.css";
import type { Ref, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

type NativeTextArea = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "label" | "class" | "ref">;

export type TextAreaProps = NativeTextArea & {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong and how to put it right; null when nothing is. */
  readonly error?: string | null;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
};

export function TextArea({ label, hint, error = null, areaRef, rows = 3, ...rest }: TextAreaProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div class="ui-input">
      <label for={id} class="ui-input-label">
        {label}
      </label>
      <textarea
        {...rest}
        ref={areaRef ?? null}
        id={id}
        rows={rows}
        class="ui-input-field ui-text-area"
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

/** On or off, at once: a native checkbox that is drawn as a switch. Busy while what it asks for is being done. */
import "./switch.css";
import { useId } from "preact/hooks";

export type SwitchProps = {
  readonly label: string;
  /** One sentence: what it does. */
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly onChange: (checked: boolean) => void;
};

export function Switch({ label, hint, checked, disabled = false, busy = false, onChange }: SwitchProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="ui-switch" data-disabled={disabled}>
      <label class="ui-switch-line" for={id}>
        <span class="ui-switch-words">
          <span class="ui-switch-label">{label}</span>
          {hint === undefined ? null : (
            <span id={hintId} class="ui-switch-hint">
              {hint}
            </span>
          )}
        </span>
        <input
          id={id}
          class="ui-switch-box"
          type="checkbox"
          role="switch"
          aria-checked={checked}
          aria-label={label}
          aria-describedby={hint === undefined ? undefined : hintId}
          aria-busy={busy}
          checked={checked}
          disabled={disabled}
          onChange={(event) => {
            // What it shows is what it is told, not what was pressed.
            const wanted = event.currentTarget.checked;
            event.currentTarget.checked = checked;
            if (!busy) onChange(wanted);
          }}
        />
      </label>
    </div>
  );
}

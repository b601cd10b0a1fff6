/** One of a few choices: the native select, with its label and a hint. */
import "./input.css";
import "./select.css";
import type { Ref } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";

export type SelectOption = { readonly value: string; readonly label: string };

export type SelectProps = {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly hint?: string | undefined;
  readonly options: readonly SelectOption[];
  readonly value: string;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly selectRef?: Ref<HTMLSelectElement>;
  readonly onChange: (value: string) => void;
};

export function Select({
  label,
  labelHidden = false,
  hint,
  options,
  value,
  disabled = false,
  busy = false,
  selectRef,
  onChange,
}: SelectProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="ui-input">
      <label for={id} class={labelHidden ? "ui-spoken" : "ui-input-label"}>
        {label}
      </label>
      <span class="ui-select">
        <select
          id={id}
          ref={selectRef ?? null}
          class="ui-input-field ui-select-field"
          value={value}
          disabled={disabled}
          aria-busy={busy}
          aria-describedby={hint === undefined ? undefined : hintId}
          onChange={(event) => {
            // What it shows is what it is told, not what was chosen.
            const wanted = event.currentTarget.value;
            event.currentTarget.value = value;
            if (!busy) onChange(wanted);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <span class="ui-select-mark">
          <Icon name="chevron-down" size={16} />
        </span>
      </span>
      {hint === undefined ? null : (
        <p id={hintId} class="ui-input-note">
          {hint}
        </p>
      )}
    </div>
  );
}

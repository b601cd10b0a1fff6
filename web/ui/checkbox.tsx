/** Yes or no within a form, sent with it: a native checkbox with its words. For what happens at once there is the switch. */
import "./checkbox.css";
import { useId } from "preact/hooks";

export type CheckboxProps = {
  readonly name: string;
  readonly label: string;
  readonly checked?: boolean;
  /** With it the page holds what is checked, not the form. */
  readonly onChange?: (checked: boolean) => void;
};

export function Checkbox({ name, label, checked = false, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div class="ui-checkbox">
      <input
        id={id}
        class="ui-checkbox-box"
        type="checkbox"
        name={name}
        {...(onChange === undefined
          ? { defaultChecked: checked }
          : { checked, onChange: (event) => onChange(event.currentTarget.checked) })}
      />
      <label for={id}>{label}</label>
    </div>
  );
}

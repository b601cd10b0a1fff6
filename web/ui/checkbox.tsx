/** Yes or no within a form, sent with it: a native checkbox with its words. For what happens at once there is the switch. */
import "./checkbox.css";
import { useId } from "preact/hooks";

export type CheckboxProps = { readonly name: string; readonly label: string; readonly checked?: boolean };

export function Checkbox({ name, label, checked = false }: CheckboxProps) {
  const id = useId();
  return (
    <div class="ui-checkbox">
      <input id={id} class="ui-checkbox-box" type="checkbox" name={name} defaultChecked={checked} />
      <label for={id}>{label}</label>
    </div>
  );
}

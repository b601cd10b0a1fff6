/** A setting's number, within its limits. */
import { useState } from "preact/hooks";
import { SETTINGS, type SettingName, type SettingValue } from "#protocol/flags/flag.ts";
import { wholeNumber } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { numberOf } from "./flag-board.ts";
import { staffStrings as say } from "./staff-strings.ts";

export type NumberFormProps = {
  readonly name: SettingName;
  readonly value: number | null;
  readonly busy: boolean;
  readonly onChange: (to: SettingValue) => void;
};

export function NumberForm({ name, value, busy, onChange }: NumberFormProps) {
  const [text, setText] = useState(value === null ? "" : String(value));
  const [error, setError] = useState<string | null>(null);
  const limits = [wholeNumber(SETTINGS[name].min), wholeNumber(SETTINGS[name].max)] as const;
  const submit = (event: Event) => {
    event.preventDefault();
    const number = numberOf(name, text);
    setError(number === null ? say.numberError(...limits) : null);
    if (number !== null && !busy) onChange({ value: number });
  };
  return (
    <form class="staff-form" noValidate onSubmit={submit}>
      <Input
        label={say.number(...limits)}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        error={error}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" busy={busy}>
        {say.save}
      </Button>
    </form>
  );
}

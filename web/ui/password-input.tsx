/** A password, hidden until its owner wants to see it. */
import "./password-input.css";
import { useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Input, type InputProps } from "./input.tsx";

export type PasswordInputProps = Omit<InputProps, "type"> & {
  readonly showLabel?: string;
  readonly hideLabel?: string;
};

export function PasswordInput({ showLabel = "Show", hideLabel = "Hide", ...rest }: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  return (
    <div class="ui-password">
      <Input {...rest} type={shown ? "text" : "password"} autoCapitalize="none" spellcheck={false} />
      <span class="ui-password-show">
        <Button
          variant="quiet"
          aria-pressed={shown}
          aria-label={`${shown ? hideLabel : showLabel}: ${rest.label}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? hideLabel : showLabel}
        </Button>
      </span>
    </div>
  );
}

/** A small form that names somebody by login, with what else it needs to know. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";

export type LoginFormProps = {
  readonly title: string;
  readonly button: string;
  readonly onLogin: (login: string) => void;
  readonly children?: ComponentChildren;
};

export function LoginForm({ title, button, onLogin, children }: LoginFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      class="mod-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = field.current?.value.trim().replace(/^@/, "").toLowerCase() ?? "";
        if (!v.is(loginSchema, typed)) {
          setError(say.nameWrong);
          field.current?.focus();
          return;
        }
        onLogin(typed);
        if (field.current !== null) field.current.value = "";
      }}
    >
      <Input
        label={say.name}
        error={error}
        inputRef={field}
        autoCapitalize="none"
        autoComplete="off"
        spellcheck={false}
        maxLength={26}
        onInput={() => setError(null)}
      />
      {children}
      <Button type="submit">{button}</Button>
    </form>
  );
}

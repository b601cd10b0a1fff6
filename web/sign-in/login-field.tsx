/** The field in which one chooses a login. */
import { Input } from "../ui/input.tsx";
import type { FormHandle } from "../ui/use-form.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

/** Of a login, characters; see `loginSchema`. */
const MAX_LOGIN = 25;

export type LoginFieldProps = {
  readonly field: ReturnType<FormHandle["field"]>;
  readonly suggestion?: string | null;
};

export function LoginField({ field, suggestion = null }: LoginFieldProps) {
  return (
    <Input
      {...field}
      label={say.login}
      hint={say.loginHint}
      {...(suggestion === null ? {} : { defaultValue: suggestion })}
      autoComplete="username"
      autoCapitalize="none"
      spellcheck={false}
      maxLength={MAX_LOGIN}
    />
  );
}

/** Where a guest takes a name. The site decides whether it is free; here are the words for what is wrong with one. */
import { useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { loginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";
import { guestNameSchema } from "#protocol/users/name.ts";
import type { Account } from "#protocol/users/user.ts";
import { openSession } from "../account/session-api.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { chatStrings as say } from "./chat-strings.ts";

export type NameFormProps = { readonly onAccount: (account: Account | null) => void };

export function NameForm({ onAccount }: NameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const refuse = (why: string) => {
    setError(why);
    field.current?.focus();
  };
  const take = async (name: string) => {
    setBusy(true);
    const answer = await openSession(name);
    setBusy(false);
    if (answer.kind === "ok") onAccount(answer.value);
    else refuse(answer.kind === "refused" ? answer.message : say.nameFailed);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const typed = field.current?.value.trim() ?? "";
    const fault = faultOf(typed);
    if (fault === null) void take(typed);
    else refuse(fault);
  };
  return (
    <form class="chat-name-form" onSubmit={submit}>
      <Input
        label={say.nameLabel}
        hint={say.nameHint}
        error={error}
        inputRef={field}
        autoComplete="nickname"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={25}
        onInput={() => setError(null)}
      />
      <Button type="submit" variant="primary" busy={busy}>
        {say.nameSave}
      </Button>
    </form>
  );
}

/** What is wrong with a name, in words; null when nothing is that can be known here. */
function faultOf(typed: string): string | null {
  if (typed === "") return say.nameEmpty;
  const login = typed.toLowerCase();
  if (v.is(guestNameSchema, typed)) return null;
  return v.is(loginSchema, login) && RESERVED_LOGINS.has(login) ? say.nameReserved : say.nameWrong;
}

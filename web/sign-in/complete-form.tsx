/** Who came by an account at another site chooses a login. */
import { currentSearch } from "../navigation.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { chooseLogin } from "./auth-api.ts";
import { faults, loginFault, loginOf } from "./checks.ts";
import { enter } from "./enter.ts";
import { Frame } from "./frame.tsx";
import { LoginField } from "./login-field.tsx";
import { faultsOf } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

export function CompleteForm({ suggestion }: { readonly suggestion: string | null }) {
  const form = useForm({
    check: ({ login }) => faults({ login: loginFault(login) }),
    async send({ login = "" }) {
      const wanted = loginOf(login);
      const answer = await chooseLogin(wanted);
      if (answer.kind !== "ok") return faultsOf(answer, { 409: { login: say.loginTaken(wanted) } });
      enter(answer.value, currentSearch.value);
      return null;
    },
  });
  return (
    <Frame title={say.completeTitle} text={say.completeText} step>
      <form class="sign-in-form" aria-label={say.completeTitle} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <LoginField field={form.field("login")} suggestion={suggestion} />
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.complete}
        </Button>
      </form>
    </Frame>
  );
}

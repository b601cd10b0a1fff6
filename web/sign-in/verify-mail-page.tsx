/** `/verify-mail#token=...`: the link of a sign-up's mail finishes the account, with the password that was chosen. */
import { useState } from "preact/hooks";
import { currentSearch } from "../navigation.ts";
import { pagePaths } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { verifyMail } from "./auth-api.ts";
import { BadLink } from "./bad-link.tsx";
import { faults, passwordFault } from "./checks.ts";
import { enter } from "./enter.ts";
import { Frame } from "./frame.tsx";
import { useMailToken } from "./mail-token.ts";
import { faultsOf, isBadLink } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

export function VerifyMailPage() {
  const token = useMailToken();
  const [bad, setBad] = useState(token === null);
  const form = useForm({
    check: ({ password }) => faults({ password: passwordFault(password) }),
    async send({ password = "" }) {
      const answer = await verifyMail(token ?? "", password);
      if (answer.kind === "ok") enter(answer.value, currentSearch.value);
      else if (answer.kind === "refused" && isBadLink(answer.status)) setBad(true);
      else return faultsOf(answer, { 403: { password: say.verifyWrong } });
      return null;
    },
  });
  if (bad) return <BadLink again={pagePaths.signUp} />;
  return (
    <Frame title={say.verifyTitle} text={say.verifyText}>
      <form class="sign-in-form" aria-label={say.verifyTitle} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <PasswordInput {...form.field("password")} label={say.password} autoComplete="current-password" autoFocus />
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.verify}
        </Button>
      </form>
    </Frame>
  );
}

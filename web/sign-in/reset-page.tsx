/** `/reset-password#token=...`: a new password by a link from a mail; without one, the way to get such a link. */
import { useState } from "preact/hooks";
import { MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { pagePaths } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { confirmReset } from "./auth-api.ts";
import { BadLink } from "./bad-link.tsx";
import { faults, newPasswordFault } from "./checks.ts";
import { ForgotPage } from "./forgot-page.tsx";
import { Frame } from "./frame.tsx";
import { useMailToken } from "./mail-token.ts";
import { faultsOf, isBadLink } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

export function ResetPage() {
  // Mails name this address without a secret too, for who wants to begin.
  const [begins] = useState(() => location.hash === "");
  return begins ? <ForgotPage /> : <NewPassword />;
}

function NewPassword() {
  const token = useMailToken();
  const [step, setStep] = useState<"asks" | "done" | "bad">("asks");
  const form = useForm({
    check: ({ password }) => faults({ password: newPasswordFault(password) }),
    async send({ password = "" }) {
      const answer = await confirmReset(token ?? "", password);
      if (answer.kind === "ok") setStep("done");
      else if (answer.kind === "refused" && isBadLink(answer.status)) setStep("bad");
      else return faultsOf(answer);
      return null;
    },
  });
  if (token === null || step === "bad") return <BadLink again={pagePaths.forgot} />;
  if (step === "done") {
    return (
      <Frame title={say.resetDoneTitle} text={say.resetDoneText} step>
        <ButtonLink variant="primary" href={pagePaths.logIn}>
          {say.logIn}
        </ButtonLink>
      </Frame>
    );
  }
  return (
    <Frame title={say.resetTitle}>
      <form class="sign-in-form" aria-label={say.resetTitle} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <PasswordInput
          {...form.field("password")}
          label={say.password}
          hint={say.passwordHint(MIN_PASSWORD_LENGTH)}
          autoComplete="new-password"
          autoFocus
        />
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.resetSave}
        </Button>
      </form>
    </Frame>
  );
}

/** `/confirm-mail#token=...`: an account's new mail address. A press, so that a program that opens links of mails confirms nothing. */
import { useState } from "preact/hooks";
import { pagePaths } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { confirmMail } from "./auth-api.ts";
import { BadLink } from "./bad-link.tsx";
import { Frame } from "./frame.tsx";
import { useMailToken } from "./mail-token.ts";
import { faultsOf, isBadLink } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

export function ConfirmMailPage() {
  const token = useMailToken();
  const [step, setStep] = useState<"asks" | "done" | "bad">("asks");
  const form = useForm({
    async send() {
      const answer = await confirmMail(token ?? "");
      if (answer.kind === "ok") setStep("done");
      else if (answer.kind === "refused" && isBadLink(answer.status)) setStep("bad");
      else return faultsOf(answer);
      return null;
    },
  });
  if (token === null || step === "bad") return <BadLink again={pagePaths.settings} />;
  if (step === "done") {
    return (
      <Frame title={say.mailDoneTitle} text={say.mailDoneText} step>
        <ButtonLink variant="primary" href="/">
          {say.thereGo}
        </ButtonLink>
      </Frame>
    );
  }
  return (
    <Frame title={say.mailTitle} text={say.mailText}>
      <form class="sign-in-form" aria-label={say.mailTitle} onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.mailConfirm}
        </Button>
      </form>
    </Frame>
  );
}

/** `/login/forgot`: a link by mail with which one chooses a new password. */
import { useState } from "preact/hooks";
import { pagePaths } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { askForReset } from "./auth-api.ts";
import { emailFault, faults } from "./checks.ts";
import { Frame, FrameWaiting } from "./frame.tsx";
import { faultsOf } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";
import { Turnstile } from "./turnstile.tsx";
import { useAuthState } from "./use-auth-state.ts";

export function ForgotPage() {
  const { state, ask } = useAuthState();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (state === "loading") return <FrameWaiting title={say.forgotTitle} />;
  if (state === "failed") {
    return (
      <Frame title={say.forgotTitle}>
        <ErrorState title={say.stateFailedTitle} onRetry={ask}>
          {say.stateFailedText}
        </ErrorState>
      </Frame>
    );
  }
  if (sentTo !== null) {
    return (
      <Frame title={say.forgotSentTitle} text={say.forgotSentText(sentTo)} step>
        <ButtonLink href={pagePaths.logIn}>{say.toLogIn}</ButtonLink>
      </Frame>
    );
  }
  return <ForgotForm turnstile={state.turnstile} onSent={setSentTo} />;
}

type ForgotFormProps = { readonly turnstile: string | null; readonly onSent: (email: string) => void };

function ForgotForm({ turnstile, onSent }: ForgotFormProps) {
  const [pass, setPass] = useState<string | null>(null);
  const form = useForm({
    check: ({ email }) =>
      faults({
        email: emailFault(email),
        [FORM]: turnstile !== null && pass === null ? say.checkMissing : null,
      }),
    async send({ email = "" }) {
      const answer = await askForReset(email, pass);
      if (answer.kind !== "ok") return faultsOf(answer);
      onSent(email.trim());
      return null;
    },
  });
  return (
    <Frame title={say.forgotTitle} text={say.forgotText}>
      <form class="sign-in-form" aria-label={say.forgotTitle} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <Input {...form.field("email")} type="email" label={say.email} autoComplete="email" autoFocus />
        {turnstile === null ? null : <Turnstile siteKey={turnstile} onPass={setPass} />}
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.forgotSend}
        </Button>
      </form>
      <a class="sign-in-forgot" href={pagePaths.logIn}>
        {say.toLogIn}
      </a>
    </Frame>
  );
}

/** `/signup`: an account by mail address, login and password; a link in a mail finishes it. Or by an account at another site. */
import { useState } from "preact/hooks";
import { MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { currentSearch } from "../navigation.ts";
import { pagePaths } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { signUp } from "./auth-api.ts";
import { emailFault, faults, loginFault, loginOf, newPasswordFault } from "./checks.ts";
import { CompleteForm } from "./complete-form.tsx";
import { Frame, FrameWaiting } from "./frame.tsx";
import { LoginField } from "./login-field.tsx";
import { OtherWays } from "./other-ways.tsx";
import { faultsOf } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";
import { Turnstile } from "./turnstile.tsx";
import { useAuthState } from "./use-auth-state.ts";

export function SignUpPage() {
  const { state, ask } = useAuthState();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (state === "loading") return <FrameWaiting title={say.signUp} />;
  if (state === "failed") {
    return (
      <Frame title={say.signUp}>
        <ErrorState title={say.stateFailedTitle} onRetry={ask}>
          {say.stateFailedText}
        </ErrorState>
      </Frame>
    );
  }
  if (state.state === "incomplete") return <CompleteForm suggestion={state.suggestion} />;
  if (sentTo !== null) {
    return (
      <Frame title={say.signUpSent} text={say.signUpSentText(sentTo)} step>
        <Button onClick={() => setSentTo(null)}>{say.signUpAgain}</Button>
      </Frame>
    );
  }
  return (
    <Frame title={say.signUp}>
      <SignUpForm turnstile={state.turnstile} onSent={setSentTo} />
      <OtherWays providers={state.providers} passkey={false} />
      <p class="sign-in-more">
        {say.already} <a href={pagePaths.logIn + currentSearch.value}>{say.logIn}</a>
      </p>
    </Frame>
  );
}

type SignUpFormProps = { readonly turnstile: string | null; readonly onSent: (email: string) => void };

function SignUpForm({ turnstile, onSent }: SignUpFormProps) {
  const [pass, setPass] = useState<string | null>(null);
  const form = useForm({
    check: ({ email, login, password }) =>
      faults({
        login: loginFault(login),
        email: emailFault(email),
        password: newPasswordFault(password),
        [FORM]: turnstile !== null && pass === null ? say.checkMissing : null,
      }),
    async send({ email = "", login = "", password = "" }) {
      const wanted = loginOf(login);
      const check = pass === null ? {} : { turnstile: pass };
      const answer = await signUp({ email, login: wanted, password, ...check });
      if (answer.kind !== "ok") return faultsOf(answer, { 409: { login: say.loginTaken(wanted) } });
      onSent(email.trim());
      return null;
    },
  });
  return (
    <form class="sign-in-form" aria-label={say.signUp} noValidate onSubmit={form.onSubmit}>
      <FormNote fault={form.faults[FORM]} />
      <LoginField field={form.field("login")} />
      <Input {...form.field("email")} type="email" label={say.email} hint={say.emailHint} autoComplete="email" />
      <PasswordInput
        {...form.field("password")}
        label={say.password}
        hint={say.passwordHint(MIN_PASSWORD_LENGTH)}
        autoComplete="new-password"
      />
      {turnstile === null ? null : <Turnstile siteKey={turnstile} onPass={setPass} />}
      <Button type="submit" variant="primary" busy={form.busy}>
        {say.signUp}
      </Button>
    </form>
  );
}

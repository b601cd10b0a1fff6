/** `/login`: email or login with a password, the second step where the account has one, a passkey, or an account at another site. */
import { useState } from "preact/hooks";
import { account } from "../account/account.ts";
import { currentSearch } from "../navigation.ts";
import { pagePaths } from "../route.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { logIn } from "./auth-api.ts";
import { faults, passwordFault } from "./checks.ts";
import { CompleteForm } from "./complete-form.tsx";
import { enter } from "./enter.ts";
import { Frame, FrameWaiting } from "./frame.tsx";
import { nextOf } from "./next-path.ts";
import { OtherWays } from "./other-ways.tsx";
import { faultsOf, otherSiteFault } from "./refusals.ts";
import { SecondStep } from "./second-step.tsx";
import { signInStrings as say } from "./sign-in-strings.ts";
import { useAuthState } from "./use-auth-state.ts";

export function LoginPage() {
  const { state, ask } = useAuthState();
  const [secondStep, setSecondStep] = useState(false);
  if (state === "loading") return <FrameWaiting title={say.logIn} />;
  if (state === "failed") {
    return (
      <Frame title={say.logIn}>
        <ErrorState title={say.stateFailedTitle} onRetry={ask}>
          {say.stateFailedText}
        </ErrorState>
      </Frame>
    );
  }
  if (state.state === "incomplete") return <CompleteForm suggestion={state.suggestion} />;
  const who = account.value;
  if (state.state === "account" && who !== null && who !== undefined && !who.guest) {
    return (
      <Frame title={say.thereTitle(who.displayName)}>
        <ButtonLink variant="primary" href={nextOf(currentSearch.value)}>
          {say.thereGo}
        </ButtonLink>
      </Frame>
    );
  }
  if (secondStep) return <SecondStep onStartOver={() => setSecondStep(false)} />;
  return (
    <Frame title={say.logIn}>
      <PasswordForm onSecondStep={() => setSecondStep(true)} />
      <OtherWays providers={state.providers} passkey />
      <p class="sign-in-more">
        {say.newHere} <a href={pagePaths.signUp + currentSearch.value}>{say.signUp}</a>
      </p>
    </Frame>
  );
}

function PasswordForm({ onSecondStep }: { readonly onSecondStep: () => void }) {
  const form = useForm({
    check: ({ name = "", password }) =>
      faults({ name: name.trim() === "" ? say.nameMissing : null, password: passwordFault(password) }),
    async send({ name = "", password = "", remember }) {
      const answer = await logIn(name, password, remember !== undefined);
      if (answer.kind !== "ok") return faultsOf(answer, { 401: { [FORM]: say.wrongPassword } });
      if (answer.value.kind === "two_factor") onSecondStep();
      else enter(answer.value, currentSearch.value);
      return null;
    },
  });
  return (
    <form class="sign-in-form" aria-label={say.logIn} noValidate onSubmit={form.onSubmit}>
      <FormNote fault={form.faults[FORM] ?? otherSiteFault(currentSearch.value)} />
      <Input
        {...form.field("name")}
        label={say.name}
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellcheck={false}
        autoFocus
      />
      <PasswordInput {...form.field("password")} label={say.password} autoComplete="current-password" />
      <Checkbox name="remember" label={say.remember} checked />
      <Button type="submit" variant="primary" busy={form.busy}>
        {say.logIn}
      </Button>
      <a class="sign-in-forgot" href={pagePaths.forgot}>
        {say.forgot}
      </a>
    </form>
  );
}

/** Settings, security: what logs in, and where one is logged in. */

import { MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { pagePaths } from "../route.ts";
import { emailFault, faults, newPasswordFault } from "../sign-in/checks.ts";
import { faultsOf } from "../sign-in/refusals.ts";
import { signInStrings } from "../sign-in/sign-in-strings.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { showToast } from "../ui/toast.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { Box } from "./box.tsx";
import { Connections } from "./connections.tsx";
import { Passkeys } from "./passkeys.tsx";
import type { SectionProps } from "./section-props.ts";
import { Sessions } from "./sessions.tsx";
import { changeMail, changePassword } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";
import { TwoFactor } from "./two-factor.tsx";

const say = settingsStrings.security;

export function SecuritySection({ me, onMe }: SectionProps) {
  return (
    <>
      {me.hasPassword ? (
        <>
          <PasswordForm email={me.email} />
          <MailForm email={me.email} />
        </>
      ) : (
        <Box title={say.password} text={say.passwordNone}>
          <a href={pagePaths.forgot}>{signInStrings.forgotTitle}</a>
        </Box>
      )}
      <TwoFactor me={me} onMe={onMe} />
      <Passkeys />
      <Connections />
      <Sessions />
    </>
  );
}

function PasswordForm({ email }: { readonly email: string | null }) {
  const form = useForm({
    check: ({ current, password }) =>
      faults({ current: current === "" ? say.currentMissing : null, password: newPasswordFault(password) }),
    async send({ current = "", password = "" }) {
      const answer = await changePassword(current, password);
      const wrong = { current: say.currentWrong };
      if (answer.kind !== "ok") return faultsOf(answer, { 400: wrong, 401: wrong, 403: wrong });
      showToast({ text: say.changed });
      return null;
    },
  });
  return (
    <Box title={say.password}>
      <form class="settings-form" aria-label={say.password} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        {/* So that a password manager knows whose password it is. */}
        <input
          class="ui-spoken"
          type="email"
          autoComplete="username"
          value={email ?? ""}
          readOnly
          tabIndex={-1}
          hidden
        />
        <PasswordInput {...form.field("current")} label={say.current} autoComplete="current-password" />
        <PasswordInput
          {...form.field("password")}
          label={say.next}
          hint={signInStrings.passwordHint(MIN_PASSWORD_LENGTH)}
          autoComplete="new-password"
        />
        <Button type="submit" busy={form.busy}>
          {say.change}
        </Button>
      </form>
    </Box>
  );
}

function MailForm({ email }: { readonly email: string | null }) {
  const form = useForm({
    check: ({ email: typed, password }) =>
      faults({ email: emailFault(typed), password: password === "" ? say.currentMissing : null }),
    async send({ email: typed = "", password = "" }) {
      const answer = await changeMail(typed, password);
      if (answer.kind !== "ok") return faultsOf(answer, { 403: { password: say.currentWrong } });
      showToast({ text: say.mailSent(typed.trim()) });
      return null;
    },
  });
  return (
    <Box title={say.mail} text={email === null ? undefined : say.mailNow(email)}>
      <form class="settings-form" aria-label={say.mail} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <Input {...form.field("email")} type="email" label={say.mailNew} autoComplete="email" />
        <PasswordInput {...form.field("password")} label={say.mailPassword} autoComplete="current-password" />
        <Button type="submit" busy={form.busy}>
          {say.mailChange}
        </Button>
      </form>
    </Box>
  );
}

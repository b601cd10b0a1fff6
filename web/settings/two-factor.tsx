/** Two-factor log-in: turned on in three steps, turned off and given new backup codes with the password. */
import { useState } from "preact/hooks";
import type { TwoFactorSetUp } from "#protocol/accounts/security.ts";
import type { ApiAnswer } from "../ask.ts";
import { faults } from "../sign-in/checks.ts";
import { faultsOf } from "../sign-in/refusals.ts";
import { Button } from "../ui/button.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { showToast } from "../ui/toast.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { Box } from "./box.tsx";
import { QrCode } from "./qr/qr-code.tsx";
import type { SectionProps } from "./section-props.ts";
import { confirmTwoFactor, disableTwoFactor, enableTwoFactor, newBackupCodes } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.security;
const QR_PX = 200;

type Step =
  | { readonly kind: "shown" }
  | { readonly kind: "asks"; readonly what: "enable" | "disable" | "codes" }
  | { readonly kind: "setUp"; readonly setUp: TwoFactorSetUp }
  | { readonly kind: "codes"; readonly codes: readonly string[] };

export function TwoFactor({ me, onMe }: SectionProps) {
  const [step, setStep] = useState<Step>({ kind: "shown" });
  const rest = () => setStep({ kind: "shown" });
  const turned = (on: boolean) => {
    onMe({ ...me, twoFactor: on });
    showToast({ text: on ? say.twoFactorEnabled : say.twoFactorDisabled });
    rest();
  };
  const act = async (what: "enable" | "disable" | "codes", password: string | null): Promise<ApiAnswer<unknown>> => {
    if (what === "enable") {
      const answer = await enableTwoFactor(password);
      if (answer.kind === "ok") setStep({ kind: "setUp", setUp: answer.value });
      return answer;
    }
    if (what === "disable") {
      const answer = await disableTwoFactor(password);
      if (answer.kind === "ok") turned(false);
      return answer;
    }
    const answer = await newBackupCodes(password);
    if (answer.kind === "ok") setStep({ kind: "codes", codes: answer.value });
    return answer;
  };
  return (
    <Box title={say.twoFactor} text={me.twoFactor ? say.twoFactorOn : say.twoFactorOff}>
      {step.kind === "shown" ? (
        <div class="settings-row">
          {me.twoFactor ? (
            <>
              <Button onClick={() => setStep({ kind: "asks", what: "codes" })}>{say.newCodes}</Button>
              <Button variant="danger" onClick={() => setStep({ kind: "asks", what: "disable" })}>
                {say.twoFactorDisable}
              </Button>
            </>
          ) : (
            <Button onClick={() => setStep({ kind: "asks", what: "enable" })}>{say.twoFactorEnable}</Button>
          )}
        </div>
      ) : null}
      {step.kind === "asks" ? (
        <PasswordAgain
          hasPassword={me.hasPassword}
          onPassword={(password) => act(step.what, password)}
          onCancel={rest}
        />
      ) : null}
      {step.kind === "setUp" ? <SetUp setUp={step.setUp} onDone={() => turned(true)} onCancel={rest} /> : null}
      {step.kind === "codes" ? (
        <>
          <Codes title={say.codesLabel} codes={step.codes} />
          <Button onClick={rest}>{say.codesDone}</Button>
        </>
      ) : null}
    </Box>
  );
}

type PasswordAgainProps = {
  readonly hasPassword: boolean;
  readonly onPassword: (password: string | null) => Promise<ApiAnswer<unknown>>;
  readonly onCancel: () => void;
};

function PasswordAgain({ hasPassword, onPassword, onCancel }: PasswordAgainProps) {
  const form = useForm({
    check: ({ password }) => faults({ password: hasPassword && password === "" ? say.currentMissing : null }),
    async send({ password = "" }) {
      const answer = await onPassword(hasPassword ? password : null);
      const wrong = { password: say.currentWrong };
      return answer.kind === "ok" ? null : faultsOf(answer, hasPassword ? { 400: wrong, 401: wrong, 403: wrong } : {});
    },
  });
  return (
    <form class="settings-form" aria-label={say.twoFactor} noValidate onSubmit={form.onSubmit}>
      <FormNote fault={form.faults[FORM]} />
      {hasPassword ? (
        <PasswordInput
          {...form.field("password")}
          label={say.passwordAgain}
          autoComplete="current-password"
          autoFocus
        />
      ) : null}
      <div class="settings-row">
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.goOn}
        </Button>
        <Button onClick={onCancel}>{settingsStrings.cancel}</Button>
      </div>
    </form>
  );
}

type SetUpProps = { readonly setUp: TwoFactorSetUp; readonly onDone: () => void; readonly onCancel: () => void };

function SetUp({ setUp, onDone, onCancel }: SetUpProps) {
  const form = useForm({
    check: ({ code = "" }) => faults({ code: /^\d{6}$/.test(code.replace(/\s+/g, "")) ? null : say.codeMissing }),
    async send({ code = "" }) {
      const answer = await confirmTwoFactor(code.replace(/\s+/g, ""));
      const wrong = { code: say.codeWrong };
      if (answer.kind !== "ok") return faultsOf(answer, { 400: wrong, 401: wrong, 403: wrong });
      onDone();
      return null;
    },
  });
  const secret = new URL(setUp.uri).searchParams.get("secret") ?? setUp.uri;
  return (
    <div class="settings-steps">
      <h3>{say.scanTitle}</h3>
      <QrCode text={setUp.uri} label={say.scanLabel} size={QR_PX} />
      <CopyField label={say.secret} value={secret} />
      <Codes title={say.codesTitle} codes={setUp.backupCodes} />
      <form class="settings-form" aria-label={say.confirmTitle} noValidate onSubmit={form.onSubmit}>
        <h3>{say.confirmTitle}</h3>
        <FormNote fault={form.faults[FORM]} />
        <Input {...form.field("code")} label={say.code} inputMode="numeric" autoComplete="one-time-code" />
        <div class="settings-row">
          <Button type="submit" variant="primary" busy={form.busy}>
            {say.confirm}
          </Button>
          <Button onClick={onCancel}>{settingsStrings.cancel}</Button>
        </div>
      </form>
    </div>
  );
}

function Codes({ title, codes }: { readonly title: string; readonly codes: readonly string[] }) {
  return (
    <>
      <h3>{title}</h3>
      <p class="settings-dim">{say.codesText}</p>
      <ul class="settings-codes" aria-label={say.codesLabel}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <CopyField label={say.codesLabel} value={codes.join(" ")} />
    </>
  );
}

/** The second step of logging in: a code of the authenticator app, or one of the backup codes. */
import { useState } from "preact/hooks";
import { currentSearch } from "../navigation.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { giveSecondFactor } from "./auth-api.ts";
import { faults } from "./checks.ts";
import { enter } from "./enter.ts";
import { Frame } from "./frame.tsx";
import { faultsOf } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

/** Apps show the digits in groups; people type what they see. */
const withoutSpaces = (typed = ""): string => typed.replace(/\s+/g, "");

export function SecondStep({ onStartOver }: { readonly onStartOver: () => void }) {
  const [backup, setBackup] = useState(false);
  const missing = backup ? say.backupMissing : say.codeMissing;
  const form = useForm({
    check({ code }) {
      const fits = backup ? withoutSpaces(code) !== "" : /^\d{6}$/.test(withoutSpaces(code));
      return faults({ code: fits ? null : missing });
    },
    async send({ code, trust }) {
      const answer = await giveSecondFactor(backup ? "backup" : "totp", withoutSpaces(code), trust !== undefined);
      const wrong = { code: backup ? say.backupWrong : say.codeWrong };
      if (answer.kind !== "ok") return faultsOf(answer, { 400: wrong, 401: wrong });
      enter(answer.value, currentSearch.value);
      return null;
    },
  });
  return (
    <Frame title={say.codeTitle} text={backup ? say.backupText : say.codeText} step>
      <form key={String(backup)} class="sign-in-form" aria-label={say.codeTitle} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <Input
          {...form.field("code")}
          label={backup ? say.backupCode : say.code}
          {...(backup ? {} : { inputMode: "numeric" })}
          autoComplete={backup ? "off" : "one-time-code"}
          autoCapitalize="none"
          spellcheck={false}
          autoFocus
        />
        <Checkbox name="trust" label={say.trust} />
        <Button type="submit" variant="primary" busy={form.busy}>
          {say.goOn}
        </Button>
      </form>
      <div class="sign-in-ways">
        <Button variant="quiet" onClick={() => setBackup(!backup)}>
          {backup ? say.useApp : say.useBackup}
        </Button>
        <Button variant="quiet" onClick={onStartOver}>
          {say.startOver}
        </Button>
      </div>
    </Frame>
  );
}

/** Settings, data: taking it along, and leaving for good. */
import { useState } from "preact/hooks";
import type { Me } from "#protocol/accounts/me.ts";
import { setAccount } from "../account/account.ts";
import { navigate } from "../navigation.ts";
import { faults, loginOf } from "../sign-in/checks.ts";
import { faultsOf } from "../sign-in/refusals.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Icon } from "../ui/icon.tsx";
import { Input } from "../ui/input.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { showToast } from "../ui/toast.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { Box } from "./box.tsx";
import { deleteMe } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.data;

export function DataSection({ me }: { readonly me: Me }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Box title={say.exportTitle} text={say.exportText}>
        <div class="settings-row">
          <a class="ui-button" data-variant="plain" href="/api/me/export" download="rill-export.json">
            <Icon name="download" />
            <span>{say.export}</span>
          </a>
        </div>
      </Box>
      <Box title={say.deleteTitle} text={say.deleteText} danger>
        <div class="settings-row">
          <Button variant="danger" onClick={() => setAsking(true)}>
            {say.delete}
          </Button>
        </div>
      </Box>
      {asking ? <DeleteDialog me={me} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function DeleteDialog({ me, onClose }: { readonly me: Me; readonly onClose: () => void }) {
  const form = useForm({
    check: ({ login = "", password }) =>
      faults({
        login: loginOf(login) === me.login ? null : say.confirmWrong(me.login),
        password: me.hasPassword && password === "" ? say.passwordMissing : null,
      }),
    async send({ password = "" }) {
      const answer = await deleteMe(me.hasPassword ? password : null);
      const wrong = me.hasPassword ? { 403: { password: settingsStrings.security.currentWrong } } : {};
      if (answer.kind !== "ok") return faultsOf(answer, wrong);
      onClose();
      setAccount(null);
      showToast({ text: say.deleted });
      navigate("/");
      return null;
    },
  });
  return (
    <Dialog title={say.confirmTitle} onClose={onClose}>
      <form class="settings-form" aria-label={say.confirmTitle} noValidate onSubmit={form.onSubmit}>
        <p>{say.confirmText(me.login)}</p>
        <FormNote fault={form.faults[FORM]} />
        <Input
          {...form.field("login")}
          label={say.confirmField}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
        />
        {me.hasPassword ? (
          <PasswordInput {...form.field("password")} label={say.password} autoComplete="current-password" />
        ) : null}
        <div class="settings-row">
          <Button onClick={onClose}>{settingsStrings.cancel}</Button>
          <Button type="submit" variant="danger" busy={form.busy}>
            {say.delete}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Passkeys of the account: listed, added where this browser has them, removed. */
import { useState } from "preact/hooks";
import type { Passkeys as PasskeyList } from "#protocol/accounts/security.ts";
import { hasPasskeys, makePasskey } from "../account/passkey.ts";
import { faultsOf } from "../sign-in/refusals.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { showToast } from "../ui/toast.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { addPasskey, getPasskeyOptions, getPasskeys, removePasskey } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";
import { When } from "./when.tsx";

const say = settingsStrings.security;
type PasskeyOfList = PasskeyList["passkeys"][number];

export function Passkeys() {
  const part = usePart(getPasskeys);
  const { value } = part;
  return (
    <Box title={say.passkeys} text={say.passkeysText}>
      {typeof value === "string" ? (
        <PartWaiting failed={value === "failed"} onRetry={part.retry} />
      ) : (
        <List passkeys={value} onChange={part.set} />
      )}
      {hasPasskeys() ? <AddForm onAdded={part.set} /> : <p class="settings-dim">{say.passkeysMissing}</p>}
    </Box>
  );
}

type ListProps = {
  readonly passkeys: readonly PasskeyOfList[];
  readonly onChange: (passkeys: PasskeyList["passkeys"]) => void;
};

function List({ passkeys, onChange }: ListProps) {
  const [busy, setBusy] = useState<string | null>(null);
  if (passkeys.length === 0) return <p class="settings-dim">{say.passkeysNone}</p>;
  const remove = async (id: string) => {
    setBusy(id);
    const answer = await removePasskey(id);
    setBusy(null);
    if (answer.kind !== "ok") return toastRefusal(answer);
    onChange(answer.value);
    showToast({ text: say.passkeyRemoved });
  };
  return (
    <ul class="settings-list">
      {passkeys.map(({ id, name, createdAt }) => (
        <li key={id}>
          <span class="settings-list-words">
            <b>{name}</b>
            {createdAt === null ? null : (
              <span class="settings-dim">
                {say.added} <When at={createdAt} />
              </span>
            )}
          </span>
          <Button
            variant="quiet"
            icon="trash-2"
            busy={busy === id}
            aria-label={say.passkeyRemove(name)}
            onClick={() => void remove(id)}
          >
            {settingsStrings.profile.remove}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function AddForm({ onAdded }: { readonly onAdded: (passkeys: PasskeyList["passkeys"]) => void }) {
  const form = useForm({
    check: ({ name = "" }) => (name.trim() === "" ? { name: say.passkeyNameMissing } : {}),
    async send({ name = "" }) {
      const options = await getPasskeyOptions();
      if (options.kind !== "ok") return faultsOf(options);
      const made = await makePasskey(options.value);
      if (made === null) return { [FORM]: say.passkeyFailed };
      const answer = await addPasskey(name.trim(), made);
      if (answer.kind !== "ok") return faultsOf(answer);
      onAdded(answer.value);
      showToast({ text: say.passkeyAdded });
      return null;
    },
  });
  return (
    <form class="settings-form" aria-label={say.passkeyAdd} noValidate onSubmit={form.onSubmit}>
      <FormNote fault={form.faults[FORM]} />
      <Input
        {...form.field("name")}
        label={say.passkeyName}
        hint={say.passkeyNameHint}
        autoComplete="off"
        maxLength={25}
      />
      <Button type="submit" busy={form.busy}>
        {say.passkeyAdd}
      </Button>
    </form>
  );
}

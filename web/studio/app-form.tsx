/** What one says of an app: its name and where people are sent back to; for a new one also where it runs. */
import { useRef, useState } from "preact/hooks";
import type { AppKind } from "#protocol/oauth/app.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { readApp } from "./app-words.ts";
import type { AppWords } from "./apps-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.apps;

export type AppFormProps = {
  /** What was said before; null for a new app. */
  readonly known: AppWords | null;
  /** Sends it; answers why it was refused, null when it was taken. */
  readonly onSend: (words: AppWords, kind: AppKind) => Promise<string | null>;
  readonly onCancel: () => void;
};

const NO_FAULTS = { name: null, addresses: null } as const;

export function AppForm({ known, onSend, onCancel }: AppFormProps) {
  const name = useRef<HTMLInputElement>(null);
  const addresses = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState<AppKind>("confidential");
  const [faults, setFaults] = useState<{ readonly name: string | null; readonly addresses: string | null }>(NO_FAULTS);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const typed = readApp(name.current?.value ?? "", addresses.current?.value ?? "");
    if (typed.kind === "faults") {
      setFaults(typed);
      (typed.name === null ? addresses : name).current?.focus();
      return;
    }
    setFaults(NO_FAULTS);
    setBusy(true);
    setRefused(await onSend(typed.words, kind));
    setBusy(false);
  };
  return (
    <form
      class="studio-form"
      aria-label={known === null ? say.make : say.change}
      onSubmit={(event) => void send(event)}
    >
      <Input
        label={say.name}
        hint={say.nameHint}
        error={faults.name}
        inputRef={name}
        defaultValue={known?.name ?? ""}
        autoComplete="off"
        autoFocus
      />
      <TextArea
        label={say.addresses}
        hint={say.addressesHint}
        error={faults.addresses}
        areaRef={addresses}
        defaultValue={known?.redirectUris.join("\n") ?? "http://localhost:3000"}
        autoComplete="off"
        spellcheck={false}
      />
      {known === null ? (
        <Select
          label={say.kind}
          hint={say.kindHint}
          options={[
            { value: "confidential", label: say.confidential },
            { value: "public", label: say.public },
          ]}
          value={kind}
          onChange={(value) => setKind(value === "public" ? "public" : "confidential")}
        />
      ) : null}
      {refused === null ? null : (
        <p class="studio-bad" role="alert">
          {refused}
        </p>
      )}
      <div class="studio-form-end">
        <Button type="submit" variant="primary" busy={busy}>
          {known === null ? say.make : studioStrings.save}
        </Button>
        <Button variant="quiet" onClick={onCancel}>
          {say.cancel}
        </Button>
      </div>
    </form>
  );
}

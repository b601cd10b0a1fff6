/** A form as its page uses it: what is wrong with each field in words, one request at a time, the focus on what is to be put right. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** What is wrong, by the name of the field; under FORM what is wrong with the whole. */
export type Faults = Readonly<Record<string, string>>;
export const FORM = "";

export type Values = Readonly<Record<string, string>>;

export type FormUse = {
  /** What can be known to be wrong before anything is sent. */
  readonly check?: (values: Values) => Faults;
  /** Sends it; answers what was wrong, null when nothing was. */
  readonly send: (values: Values) => Promise<Faults | null>;
};

export type FormHandle = {
  readonly faults: Faults;
  readonly busy: boolean;
  readonly onSubmit: (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => void;
  /** What a field of this name is given. */
  readonly field: (name: string) => {
    readonly name: string;
    readonly error: string | null;
    readonly onInput: () => void;
  };
};

export function useForm({ check, send }: FormUse): FormHandle {
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);

  const refuse = (form: HTMLFormElement, next: Faults) => {
    setFaults(next);
    const first = [...form.elements].find(
      (element) =>
        (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) &&
        next[element.name] !== undefined,
    );
    if (first instanceof HTMLElement) first.focus();
  };
  const submit = async (form: HTMLFormElement) => {
    const values = valuesOf(form);
    const wrong = check?.(values) ?? {};
    if (Object.keys(wrong).length > 0) {
      refuse(form, wrong);
      return;
    }
    setFaults({});
    setBusy(true);
    const refused = await send(values);
    setBusy(false);
    if (refused !== null) refuse(form, refused);
  };
  return {
    faults,
    busy,
    onSubmit(event) {
      event.preventDefault();
      if (!busy) void submit(event.currentTarget);
    },
    field: (name) => ({
      name,
      error: faults[name] ?? null,
      onInput: () => {
        if (faults[name] !== undefined) setFaults(without(faults, name));
      },
    }),
  };
}

function valuesOf(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return Object.fromEntries(entries);
}

const without = (faults: Faults, name: string): Faults =>
  Object.fromEntries(Object.entries(faults).filter(([key]) => key !== name));

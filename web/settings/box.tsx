/** A part of the settings: its title, what it is for, and what can be set. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ApiAnswer } from "../ask.ts";
import { Button } from "../ui/button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { settingsStrings as say } from "./settings-strings.ts";

export type BoxProps = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly danger?: boolean;
  readonly children: ComponentChildren;
};

export function Box({ title, text, danger = false, children }: BoxProps) {
  return (
    <section class="settings-box" aria-label={title} data-danger={danger}>
      <h2>{title}</h2>
      {text === undefined ? null : <p class="settings-dim">{text}</p>}
      {children}
    </section>
  );
}

export type Part<T> = {
  readonly value: T | "loading" | "failed";
  readonly set: (value: T) => void;
  readonly retry: () => void;
};

/** What a part of the settings shows, asked for when it is shown. */
export function usePart<T>(load: (signal: AbortSignal) => Promise<ApiAnswer<T>>): Part<T> {
  const [value, setValue] = useState<T | "loading" | "failed">("loading");
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    setValue("loading");
    void load(over.signal).then((answer) => {
      if (!over.signal.aborted) setValue(() => (answer.kind === "ok" ? answer.value : "failed"));
    });
    return () => over.abort();
  }, [tries]);
  return { value, set: (next) => setValue(() => next), retry: () => setTries(tries + 1) };
}

/** In the place of what is not here yet, or did not come. */
export function PartWaiting({ failed, onRetry }: { readonly failed: boolean; readonly onRetry: () => void }) {
  if (!failed) return <Skeleton height="64px" />;
  return (
    <p class="settings-failed" role="alert">
      {say.partFailed} <Button onClick={onRetry}>{say.retry}</Button>
    </p>
  );
}

/** Says what the site refused, in a word that goes by itself. */
export function toastRefusal(answer: Exclude<ApiAnswer<unknown>, { readonly kind: "ok" }>): void {
  showToast({ text: answer.kind === "refused" ? answer.message : say.noAnswer, tone: "bad" });
}

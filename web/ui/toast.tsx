/** Short news that needs no answer, at the foot of the page: `showToast` from anywhere, one `<Toasts />` in the application. */
import "./toast.css";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "./button.tsx";

export type ToastOptions = {
  readonly text: string;
  readonly tone?: "plain" | "good" | "bad";
  readonly action?: { readonly label: string; readonly onPress: () => void };
};
type Toast = ToastOptions & { readonly id: number };

/** Time that a toast stays, milliseconds: enough to read a sentence twice. It waits while it has the pointer or the focus. */
const TOAST_MS = 6000;
/** Toasts on screen at once, at most: the oldest goes. */
const MAX_TOASTS = 3;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

export function showToast(options: ToastOptions): void {
  lastId += 1;
  toasts.value = [...toasts.value, { ...options, id: lastId }].slice(-MAX_TOASTS);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="ui-toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastLine({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), TOAST_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { action } = toast;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while its buttons have the pointer or the focus.
    <div
      class="ui-toast"
      data-tone={toast.tone ?? "plain"}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocusCapture={() => setHeld(true)}
      onBlurCapture={() => setHeld(false)}
    >
      <span class="ui-toast-text">{toast.text}</span>
      {action === undefined ? null : (
        <Button
          variant="quiet"
          onClick={() => {
            action.onPress();
            dismiss(toast.id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="x" label="Dismiss" tooltipAlign="end" onClick={() => dismiss(toast.id)} />
    </div>
  );
}

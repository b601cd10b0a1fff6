/** Asks once before something that cannot be taken back, in words that say what happens. The way out has the focus. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import "./confirm.css";

export type ConfirmProps = {
  /** The question. */
  readonly title: string;
  /** What happens. */
  readonly children: ComponentChildren;
  /** What the button does, as a verb. */
  readonly action: string;
  readonly cancel?: string;
  /** Done when it resolves; what failed is the owner's to say. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
};

export function Confirm({ title, children, action, cancel = "Cancel", onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="ui-confirm-text">{children}</div>
      <div class="ui-confirm-actions">
        <Button autoFocus onClick={onClose}>
          {cancel}
        </Button>
        <Button variant="danger" busy={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}

/** A native dialog over the page: the browser keeps the focus in it, Escape and a press outside close it, and the focus goes back. */
import "./dialog.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";

export type DialogProps = {
  readonly title: string;
  /** Keeps the title for screen readers alone, where the content shows it in another way. */
  readonly titleHidden?: boolean;
  readonly closeLabel?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
};

export function Dialog({ title, titleHidden = false, closeLabel = "Close", onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The element is taken away with the dialog still open: the browser does not give the focus back then.
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  return (
    <dialog
      class="ui-dialog"
      ref={dialog}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
      // Keys of an open dialog are its own: no shortcut of the page may act on them as well.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="ui-dialog-box">
        <header class="ui-dialog-head">
          <h2 id={titleId} class={titleHidden ? "ui-spoken" : "ui-dialog-title"}>
            {title}
          </h2>
          <span class="ui-dialog-close">
            <IconButton
              icon="x"
              label={closeLabel}
              tooltipSide="bottom"
              tooltipAlign="end"
              onClick={() => dialog.current?.close()}
            />
          </span>
        </header>
        {children}
      </div>
    </dialog>
  );
}

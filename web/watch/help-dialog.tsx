/** The list of the player's keys. */
import { useEffect, useRef } from "preact/hooks";
import { strings } from "../strings.ts";
import { Button } from "../ui/button.tsx";
import { ACTIONS, KEYS, keyLabel } from "./keys.ts";

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="help" ref={dialog} aria-label={strings.controls.helpTitle} onClose={onClose}>
      <header class="help-head">
        <h2>{strings.controls.helpTitle}</h2>
        <Button variant="quiet" onClick={() => dialog.current?.close()}>
          {strings.controls.close}
        </Button>
      </header>
      <dl class="help-list">
        {ACTIONS.map((action) => (
          <div key={action} class="help-row">
            <dt>{strings.keys[action]}</dt>
            <dd>
              {KEYS[action].map((key) => (
                <kbd key={key}>{keyLabel(key)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

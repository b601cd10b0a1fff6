/** Listens for the player's keys on the whole page, and leaves those alone that belong to what has the focus. */
import { useEffect, useRef } from "preact/hooks";
import { actionOf, type KeyPress, type PlayerAction } from "./keys.ts";

function focusOf(target: EventTarget | null): KeyPress["focus"] {
  if (!(target instanceof HTMLElement)) return "page";
  if (target instanceof HTMLInputElement) return target.type === "range" ? "slider" : "text";
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable) {
    return "text";
  }
  return target.closest("button, a, summary, [role=menuitem]") === null ? "page" : "control";
}

export function useKeys(act: (action: PlayerAction) => void, active: boolean): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!active) return;
    const heard = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      const action = actionOf({ key: event.key, modified, focus: focusOf(event.target) });
      if (action === null) return;
      event.preventDefault();
      latest.current(action);
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, [active]);
}

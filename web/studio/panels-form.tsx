/** The panels of a channel as a list to edit: added, worded, put in order and removed, and sent as one. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { MAX_PANELS, type Panel } from "#protocol/channel/about.ts";
import { Button } from "../ui/button.tsx";
import { showToast } from "../ui/toast.tsx";
import { PanelFields } from "./panel-fields.tsx";
import { faultsOf, hasChanged, isFaulty, moved, panelsOf, type TypedPanel, typedOf, withPanel } from "./panel-list.ts";
import { savePanels } from "./panels-api.ts";
import { studioStrings } from "./studio-strings.ts";
import { useDragOrder } from "./use-drag-order.ts";

const say = studioStrings.about;

export function PanelsForm({ login, loaded }: { readonly login: string; readonly loaded: readonly Panel[] }) {
  const form = useRef<HTMLFormElement>(null);
  /** What is to have the focus once the list is as it is now. */
  const focus = useRef<string | null>(null);
  const [known, setKnown] = useState(loaded);
  const [typed, setTyped] = useState<readonly TypedPanel[]>(() => typedOf(loaded));
  /** What is wrong is said once somebody has tried to save it, and from then on as it is typed. */
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [news, setNews] = useState("");
  const changed = hasChanged(known, typed);

  useLayoutEffect(() => {
    if (focus.current === null) return;
    form.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = null;
  });

  const move = (from: number, to: number) => {
    const next = moved(typed, from, to);
    if (next === typed) return;
    setTyped(next);
    setNews(say.movedTo(from + 1, to + 1, typed.length));
  };
  const { held, onPointerDown } = useDragOrder(move);
  const add = () => {
    const next = withPanel(typed);
    focus.current = `[data-panel="${next.at(-1)?.id}"] input`;
    setTyped(next);
  };
  const remove = (at: number) => {
    const next = typed.toSpliced(at, 1);
    const neighbour = next[Math.min(at, next.length - 1)];
    focus.current = neighbour === undefined ? "[data-add] button" : `[data-panel="${neighbour.id}"] input`;
    setTyped(next);
    setNews(say.removed(at + 1));
  };
  const show = (panels: readonly Panel[]) => {
    setKnown(panels);
    setTyped(typedOf(panels));
    setTried(false);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || !changed) return;
    if (typed.some((panel) => isFaulty(faultsOf(panel)))) {
      focus.current = "[aria-invalid=true]";
      setTried(true);
      // Also when it was tried before and nothing else changes.
      setTyped([...typed]);
      return;
    }
    setBusy(true);
    const answer = await savePanels(login, panelsOf(typed));
    setBusy(false);
    if (answer.kind !== "ok") {
      showToast({ text: answer.kind === "refused" ? answer.message : studioStrings.notSaved, tone: "bad" });
      return;
    }
    show(answer.value);
    showToast({ text: studioStrings.details.saved, tone: "good" });
  };
  return (
    <form class="studio-form" aria-label={say.panels} ref={form} noValidate onSubmit={(event) => void save(event)}>
      {typed.length === 0 ? <p class="studio-dim">{say.none}</p> : null}
      <ol class="studio-panels">
        {typed.map((panel, at) => (
          <PanelFields
            key={panel.id}
            panel={panel}
            place={at + 1}
            of={typed.length}
            faults={tried ? faultsOf(panel) : null}
            held={held === at}
            onChange={(next) => setTyped(typed.with(at, next))}
            onMove={(by) => {
              focus.current = `[data-panel="${panel.id}"] [data-move="${by}"]`;
              move(at, at + by);
            }}
            onRemove={() => remove(at)}
            onHandle={(event) => onPointerDown(event, at)}
          />
        ))}
      </ol>
      <p class="ui-spoken" role="status">
        {news}
      </p>
      <div class="studio-panels-add" data-add>
        <Button icon="plus" disabled={typed.length >= MAX_PANELS} onClick={add}>
          {say.add}
        </Button>
        <span class="studio-dim">{say.count(typed.length, MAX_PANELS)}</span>
      </div>
      <div class="studio-form-end">
        <Button type="submit" variant="primary" busy={busy} disabled={!changed}>
          {studioStrings.save}
        </Button>
        {changed ? (
          <Button variant="quiet" onClick={() => show(known)}>
            {studioStrings.details.undo}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

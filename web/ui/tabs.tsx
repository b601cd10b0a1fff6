/** A row of tabs by the tabs pattern of ARIA: arrows, Home and End move and choose. The panels are their owner's, by `tabPanelId`. */
import "./tabs.css";
import { useEffect, useRef } from "preact/hooks";
import { tabMove } from "./tab-move.ts";

export type Tab = {
  readonly id: string;
  readonly label: string;
  /** Something that waits behind it, such as how many; none at 0. */
  readonly count?: number;
};

export type TabsProps = {
  readonly label: string;
  /** Of the elements of this row and its panels; one of its kind on a page. */
  readonly name: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
};

export const tabId = (name: string, id: string): string => `${name}-tab-${id}`;
export const tabPanelId = (name: string, id: string): string => `${name}-panel-${id}`;

export function Tabs({ label, name, tabs, chosen, onChoose }: TabsProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A row that does not fit scrolls; what was chosen is never out of sight.
    row.current?.querySelector(`#${tabId(name, chosen)}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [name, chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabMove(event.key, at, tabs.length);
    const tab = next === null ? undefined : tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(tab.id);
    row.current?.querySelector<HTMLElement>(`#${tabId(name, tab.id)}`)?.focus();
  };
  return (
    <div class="ui-tabs" role="tablist" tabIndex={-1} aria-label={label} ref={row} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={tabId(name, tab.id)}
          type="button"
          role="tab"
          class="ui-tab"
          aria-selected={tab.id === chosen}
          aria-controls={tabPanelId(name, tab.id)}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.label}
          {tab.count === undefined || tab.count === 0 ? null : <span class="ui-tab-count ui-numbers">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** One panel while it is edited: its words and its link, its place among the others, and the way to remove it. */
import { MAX_PANEL_TEXT, MAX_PANEL_TITLE } from "#protocol/channel/about.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Input } from "../ui/input.tsx";
import { TextArea } from "../ui/text-area.tsx";
import type { PanelFaults, TypedPanel } from "./panel-list.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.about;

export type PanelFieldsProps = {
  readonly panel: TypedPanel;
  /** From 1. */
  readonly place: number;
  readonly of: number;
  readonly faults: PanelFaults | null;
  readonly held: boolean;
  readonly onChange: (panel: TypedPanel) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly onHandle: (event: PointerEvent) => void;
};

export function PanelFields(props: PanelFieldsProps) {
  const { panel, place, faults, held, onChange } = props;
  const set = (part: Partial<TypedPanel>) => onChange({ ...panel, ...part });
  return (
    <li class="studio-panel" data-held={held} data-panel={panel.id}>
      <fieldset class="studio-panel-fields">
        <legend class="ui-spoken">{say.panel(place)}</legend>
        <PanelBar {...props} />
        <Input
          label={say.panelTitle}
          hint={say.used([...panel.title].length, MAX_PANEL_TITLE)}
          error={faults?.title ?? null}
          value={panel.title}
          autoComplete="off"
          onInput={(event) => set({ title: event.currentTarget.value })}
        />
        <TextArea
          label={say.text}
          hint={say.used([...panel.text].length, MAX_PANEL_TEXT)}
          error={faults?.text ?? null}
          value={panel.text}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
        <Input
          label={say.link}
          hint={say.linkHint}
          error={faults?.link ?? null}
          value={panel.link}
          type="url"
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => set({ link: event.currentTarget.value })}
        />
      </fieldset>
    </li>
  );
}

function PanelBar({ place, of, onMove, onRemove, onHandle }: PanelFieldsProps) {
  return (
    <div class="studio-panel-bar">
      {/* For pointers alone: keys have the buttons beside it. */}
      <span class="studio-panel-handle" aria-hidden="true" title={say.drag} onPointerDown={onHandle}>
        <Icon name="grip-vertical" />
      </span>
      <span class="studio-panel-place" aria-hidden="true">
        {say.panel(place)}
      </span>
      <IconButton
        icon="arrow-up"
        label={say.moveUp(place)}
        aria-disabled={place === 1}
        data-move="-1"
        onClick={() => onMove(-1)}
      />
      <IconButton
        icon="arrow-down"
        label={say.moveDown(place)}
        aria-disabled={place === of}
        data-move="1"
        onClick={() => onMove(1)}
      />
      <IconButton icon="trash-2" label={say.remove(place)} tooltipAlign="end" onClick={onRemove} />
    </div>
  );
}

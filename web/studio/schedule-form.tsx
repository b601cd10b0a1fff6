/** One segment of a schedule, new or changed: when, how long, what, and whether every week. */
import { useEffect, useRef, useState } from "preact/hooks";
import { MAX_TITLE_LENGTH } from "#protocol/channel/about.ts";
import type { NewSegment, Segment, SegmentChange } from "#protocol/channel/schedule.ts";
import { lengthText, zoneHere } from "../planned-time.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Switch } from "../ui/switch.tsx";
import { CategoryPicker } from "./category-picker.tsx";
import { titleFault } from "./details-form.ts";
import { scheduleStrings as say } from "./schedule-strings.ts";
import {
  changeOf,
  freshSegment,
  lengthsWith,
  segmentOf,
  type TypedSegment,
  typedOf,
  zonesWith,
} from "./schedule-typed.ts";
import { studioStrings } from "./studio-strings.ts";

export type ScheduleFormProps = {
  /** Null: a new one. */
  readonly segment: Segment | null;
  readonly onAdd: (segment: NewSegment) => Promise<void>;
  readonly onChange: (id: string, change: SegmentChange) => Promise<void>;
  readonly onClose: () => void;
};

export function ScheduleForm({ segment, onAdd, onChange, onClose }: ScheduleFormProps) {
  const [typed, setTyped] = useState(() =>
    segment === null ? freshSegment(Date.now(), zoneHere()) : typedOf(segment),
  );
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const set = (part: Partial<TypedSegment>) => setTyped((before) => ({ ...before, ...part }));
  const meant = segmentOf(typed);
  const change = segment === null ? null : changeOf(typedOf(segment), typed);
  const fault = titleFault(typed.title);
  const isIdle = meant === null || fault !== null || (segment !== null && change === null);
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || isIdle) return;
    setBusy(true);
    if (segment === null) await onAdd(meant);
    else if (change !== null) await onChange(segment.id, change);
    setBusy(false);
  };
  return (
    <form
      class="studio-form"
      aria-label={segment === null ? say.addTitle : say.editTitle}
      onSubmit={(event) => void save(event)}
    >
      <Input
        label={say.title}
        hint={say.titleHint}
        error={fault}
        value={typed.title}
        maxLength={2 * MAX_TITLE_LENGTH}
        autoComplete="off"
        inputRef={first}
        onInput={(event) => set({ title: event.currentTarget.value })}
      />
      <CategoryPicker chosen={typed.category} onChoose={(category) => set({ category })} />
      <div class="schedule-when">
        <Input
          type="date"
          label={say.date}
          value={typed.date}
          required
          error={meant === null ? say.noTime : null}
          onInput={(event) => set({ date: event.currentTarget.value })}
        />
        <Input
          type="time"
          label={say.time}
          value={typed.time}
          required
          onInput={(event) => set({ time: event.currentTarget.value })}
        />
        <Select
          label={say.length}
          options={lengthsWith(typed.minutes).map((minutes) => ({
            value: String(minutes),
            label: lengthText(minutes),
          }))}
          value={String(typed.minutes)}
          onChange={(minutes) => set({ minutes: Number(minutes) })}
        />
      </div>
      <Select
        label={say.zone}
        hint={say.zoneHint}
        options={zonesWith(typed.timeZone).map((zone) => ({ value: zone, label: say.inZone(zone) }))}
        value={typed.timeZone}
        onChange={(timeZone) => set({ timeZone })}
      />
      <Switch label={say.repeat} hint={say.repeatHint} checked={typed.weekly} onChange={(weekly) => set({ weekly })} />
      <div class="studio-form-end">
        <Button type="submit" variant="primary" busy={busy} disabled={isIdle}>
          {studioStrings.save}
        </Button>
        <Button variant="quiet" onClick={onClose}>
          {say.cancel}
        </Button>
      </div>
    </form>
  );
}

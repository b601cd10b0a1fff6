/** The segments of a schedule as rows: changed or deleted, a series as a whole. */
import { useState } from "preact/hooks";
import type { Segment } from "#protocol/channel/schedule.ts";
import { lengthText, plannedText, timeOfDay, weekdayOf, zoneHere } from "../planned-time.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { type Change, removeSegment } from "./schedule-api.ts";
import { scheduleStrings as say } from "./schedule-strings.ts";

export type SegmentRowsProps = {
  readonly login: string;
  readonly segments: readonly Segment[];
  readonly change: Change;
  readonly onEdit: (segment: Segment) => void;
};

export const nameOf = (title: string): string => (title === "" ? say.untitled : title);

export function SegmentRows({ login, segments, change, onEdit }: SegmentRowsProps) {
  const [leaving, setLeaving] = useState<Segment | null>(null);
  if (segments.length === 0) return <p class="studio-dim">{say.empty}</p>;
  return (
    <>
      <ul class="studio-rows">
        {segments.map((segment) => (
          <li key={segment.id} class="studio-row">
            <div class="studio-row-words schedule-words">
              <p class="studio-name">{nameOf(segment.title)}</p>
              <p class="studio-dim">{whenOf(segment)}</p>
              {segment.category === null ? null : <p class="studio-dim">{segment.category.name}</p>}
            </div>
            <div class="studio-app-acts">
              <Button aria-label={say.editOf(nameOf(segment.title))} onClick={() => onEdit(segment)}>
                {say.edit}
              </Button>
              <Button
                variant="quiet"
                aria-label={say.removeOf(nameOf(segment.title))}
                onClick={() => setLeaving(segment)}
              >
                {say.remove}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {leaving === null ? null : (
        <Confirm
          title={say.removeTitle(nameOf(leaving.title))}
          action={say.remove}
          cancel={say.keep}
          onConfirm={async () => {
            await change(removeSegment(login, leaving.id), say.removed);
          }}
          onClose={() => setLeaving(null)}
        >
          {leaving.weekly ? say.removeWeekly : say.removeSingle}
        </Confirm>
      )}
    </>
  );
}

/** On the clock of the segment's own zone, which is named when it is not the reader's. */
function whenOf({ startAt, timeZone, minutes, weekly }: Segment): string {
  const there = { timeZone };
  const when = weekly
    ? say.weekly(weekdayOf(startAt, there), timeOfDay(startAt, there))
    : plannedText(startAt, Date.now(), there);
  return [when, lengthText(minutes), ...(timeZone === zoneHere() ? [] : [say.inZone(timeZone)])].join(" · ");
}

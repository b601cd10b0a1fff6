/** The broadcasts that come of a schedule, in the reader's own time: each cancelled, or brought back. */
import { useState } from "preact/hooks";
import type { Planned } from "#protocol/channel/schedule.ts";
import { fullTime } from "../format.ts";
import { plannedText } from "../planned-time.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { type Change, setCancelled } from "./schedule-api.ts";
import { scheduleStrings as say } from "./schedule-strings.ts";
import { nameOf } from "./segment-rows.tsx";

/** Rows that are shown until more are asked for. */
const SHOWN_AT_FIRST = 10;

export type UpcomingRowsProps = {
  readonly login: string;
  readonly upcoming: readonly Planned[];
  readonly change: Change;
};

export function UpcomingRows({ login, upcoming, change }: UpcomingRowsProps) {
  const [all, setAll] = useState(false);
  const shown = all ? upcoming : upcoming.slice(0, SHOWN_AT_FIRST);
  return (
    <section class="studio-box" aria-label={say.upcoming}>
      <h2>{say.upcoming}</h2>
      <p class="studio-dim">{upcoming.length === 0 ? say.upcomingNone : say.upcomingText}</p>
      <ul class="studio-rows">
        {shown.map((planned) => (
          <li key={`${planned.segment} ${planned.week}`} class="studio-row">
            <UpcomingRow login={login} planned={planned} change={change} />
          </li>
        ))}
      </ul>
      {shown.length === upcoming.length ? null : (
        <div class="studio-form-end">
          <Button onClick={() => setAll(true)}>{say.more}</Button>
        </div>
      )}
    </section>
  );
}

type RowProps = { readonly login: string; readonly planned: Planned; readonly change: Change };

function UpcomingRow({ login, planned, change }: RowProps) {
  const [busy, setBusy] = useState(false);
  const { startAt, title, standing } = planned;
  const when = plannedText(startAt, Date.now());
  const isOff = standing === "cancelled";
  const turn = async () => {
    setBusy(true);
    await change(setCancelled(login, planned, !isOff), isOff ? say.restored : say.cancelled);
    setBusy(false);
  };
  return (
    <>
      <div class="studio-row-words schedule-words">
        <p>
          <time
            class="studio-name"
            dateTime={new Date(startAt).toISOString()}
            title={fullTime(new Date(startAt).toISOString())}
          >
            {when}
          </time>{" "}
          {standing === "planned" ? null : <Badge tone="warn">{say.standing[standing]}</Badge>}
        </p>
        <p class="studio-dim">{nameOf(title)}</p>
      </div>
      {standing === "vacation" ? null : (
        <Button
          variant="quiet"
          busy={busy}
          aria-label={isOff ? say.onOf(nameOf(title), when) : say.offOf(nameOf(title), when)}
          onClick={() => void turn()}
        >
          {isOff ? say.on : say.off}
        </Button>
      )}
    </>
  );
}

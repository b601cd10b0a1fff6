/** The days on which nothing of a schedule takes place. */
import { useState } from "preact/hooks";
import type { Vacation } from "#protocol/channel/schedule.ts";
import { zoneHere } from "../planned-time.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { type Change, setVacation } from "./schedule-api.ts";
import { scheduleStrings as say } from "./schedule-strings.ts";
import { daysOf, vacationOf } from "./schedule-typed.ts";

export type VacationFormProps = {
  readonly login: string;
  readonly vacation: Vacation | null;
  readonly change: Change;
};

export function VacationForm({ login, vacation, change }: VacationFormProps) {
  const known = vacation === null ? { first: "", last: "" } : daysOf(vacation);
  const [typed, setTyped] = useState(known);
  const [busy, setBusy] = useState(false);
  const zone = vacation?.timeZone ?? zoneHere();
  const meant = vacationOf(typed.first, typed.last, zone);
  const isChanged = typed.first !== known.first || typed.last !== known.last;
  const isBackwards = typed.first !== "" && typed.last !== "" && meant === null;
  const send = async (wanted: Vacation | null) => {
    if (busy) return;
    setBusy(true);
    await change(setVacation(login, wanted), wanted === null ? say.vacationEnded : say.vacationSaved);
    setBusy(false);
  };
  return (
    <section class="studio-box" aria-label={say.vacation}>
      <h2>{say.vacation}</h2>
      <p class="studio-dim">{say.vacationText}</p>
      <form
        class="studio-form"
        aria-label={say.vacation}
        onSubmit={(event) => {
          event.preventDefault();
          if (meant !== null && isChanged) void send(meant);
        }}
      >
        <div class="schedule-when">
          <Input
            type="date"
            label={say.first}
            value={typed.first}
            required
            onInput={(event) => setTyped({ ...typed, first: event.currentTarget.value })}
          />
          <Input
            type="date"
            label={say.last}
            value={typed.last}
            required
            error={isBackwards ? say.vacationOrder : null}
            onInput={(event) => setTyped({ ...typed, last: event.currentTarget.value })}
          />
        </div>
        <div class="studio-form-end">
          <Button type="submit" busy={busy} disabled={meant === null || !isChanged}>
            {say.vacationSave}
          </Button>
          {vacation === null ? null : (
            <Button variant="quiet" busy={busy} onClick={() => void send(null)}>
              {say.vacationEnd}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}

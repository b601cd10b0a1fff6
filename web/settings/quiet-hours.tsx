/** Hours in which nothing is sent, by the clock of this browser. */
import { useState } from "preact/hooks";
import type { NoticeSettings } from "#protocol/events/notices.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Switch } from "../ui/switch.tsx";
import { noticeStrings as say } from "./notifications-strings.ts";

type Quiet = NoticeSettings["quiet"];

/** What is offered first: most people sleep then. */
const NIGHT = { from: "23:00", until: "07:00" } as const;
const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export type QuietHoursProps = {
  readonly quiet: Quiet;
  readonly busy: boolean;
  readonly onChange: (quiet: Quiet) => void;
};

export function QuietHours({ quiet, busy, onChange }: QuietHoursProps) {
  const [from, setFrom] = useState(quiet?.from ?? NIGHT.from);
  const [until, setUntil] = useState(quiet?.until ?? NIGHT.until);
  const timeZone = zoneHere();
  const isChanged =
    quiet !== null && (from !== quiet.from || until !== quiet.until || timeZone !== quiet.timeZone) && from !== until;
  return (
    <>
      <Switch
        label={say.quietOn}
        hint={say.quietZone(quiet?.timeZone ?? timeZone)}
        checked={quiet !== null}
        busy={busy}
        onChange={(on) => onChange(on ? { from, until, timeZone } : null)}
      />
      {quiet === null ? null : (
        <form
          class="settings-form"
          aria-label={say.quiet}
          onSubmit={(event) => {
            event.preventDefault();
            if (isChanged) onChange({ from, until, timeZone });
          }}
        >
          <div class="settings-times">
            <Input
              type="time"
              label={say.from}
              value={from}
              required
              onInput={(event) => setFrom(event.currentTarget.value)}
            />
            <Input
              type="time"
              label={say.until}
              value={until}
              required
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </div>
          <Button type="submit" busy={busy} disabled={!isChanged}>
            {say.save}
          </Button>
        </form>
      )}
    </>
  );
}

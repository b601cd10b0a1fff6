/** When a channel means to be live: what comes next over the resting picture, and the next broadcasts below it. */
import "./schedule.css";
import { calendarPath, type Planned, type Schedule } from "#protocol/channel/schedule.ts";
import { fullTime } from "../format.ts";
import { dateText, plannedText } from "../planned-time.ts";
import { strings } from "../strings.ts";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";

const say = strings.schedule;
/** Broadcasts that are shown, at most: what comes in a busy week. */
const SHOWN = 8;

const isoTime = (at: number): string => new Date(at).toISOString();

function Time({ at }: { readonly at: number }) {
  return (
    <time dateTime={isoTime(at)} title={fullTime(isoTime(at))}>
      {plannedText(at, Date.now())}
    </time>
  );
}

const titleOf = ({ title, category }: Planned): string => (title === "" ? (category?.name ?? "") : title);

export function NextPlanned({ login, next }: { readonly login: string; readonly next: Planned }) {
  const title = titleOf(next);
  return (
    <p class="overlay-next">
      <span>
        {say.next} <Time at={next.startAt} />
        {title === "" ? null : `, ${title}`}
      </span>
      <CalendarLink login={login} />
    </p>
  );
}

const CalendarLink = ({ login }: { readonly login: string }) => (
  <a class="calendar-link" href={calendarPath(login)} download={`${login}.ics`}>
    <Icon name="calendar" /> {say.calendar}
  </a>
);

/** Nothing for a channel that plans nothing. */
export function ScheduleList({ login, schedule }: { readonly login: string; readonly schedule: Schedule | null }) {
  if (schedule === null || schedule.upcoming.length === 0) return null;
  const { upcoming, vacation } = schedule;
  return (
    <section class="schedule" aria-labelledby="schedule">
      <header class="schedule-head">
        <h2 id="schedule">{say.title}</h2>
        <CalendarLink login={login} />
      </header>
      {vacation === null || vacation.startAt > Date.now() ? null : (
        <p class="schedule-away">{say.away(dateText(vacation.endAt))}</p>
      )}
      <ol class="schedule-rows">
        {upcoming.slice(0, SHOWN).map((planned) => (
          <li key={`${planned.segment} ${planned.week}`} class="schedule-row" data-off={planned.standing !== "planned"}>
            <span class="schedule-time">
              <Time at={planned.startAt} />
            </span>
            <span class="schedule-words">
              <span class="schedule-title">{planned.title === "" ? say.untitled : planned.title}</span>
              {planned.category === null ? null : <span class="schedule-category">{planned.category.name}</span>}
            </span>
            {planned.standing === "planned" ? null : <Badge>{say.standing[planned.standing]}</Badge>}
          </li>
        ))}
      </ol>
    </section>
  );
}

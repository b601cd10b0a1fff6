/** What a channel plans: its segments, the broadcasts that come of them, and a vacation. */
import "./schedule.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { MAX_SEGMENTS, type Schedule, type Segment } from "#protocol/channel/schedule.ts";
import type { ApiAnswer } from "../ask.ts";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { addSegment, type Change, changeSegment, getSchedule } from "./schedule-api.ts";
import { ScheduleForm } from "./schedule-form.tsx";
import { scheduleStrings as say } from "./schedule-strings.ts";
import { SegmentRows } from "./segment-rows.tsx";
import { studioStrings } from "./studio-strings.ts";
import { UpcomingRows } from "./upcoming-rows.tsx";
import { VacationForm } from "./vacation-form.tsx";

export function ScheduleSection({ login }: { readonly login: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<Schedule> | null>(null);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getSchedule(login, leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, [login]);
  if (answer === null) return <Skeleton height="320px" />;
  if (answer.kind !== "ok") return <ErrorState title={say.failed} onRetry={load} />;
  const change: Change = async (asked, done) => {
    const got = await asked;
    if (got.kind === "ok") setAnswer(got);
    const text = got.kind === "ok" ? done : got.kind === "refused" ? got.message : studioStrings.notSaved;
    showToast({ text, tone: got.kind === "ok" ? "good" : "bad" });
    return got.kind === "ok";
  };
  return (
    <div class="studio-columns">
      <div class="studio-column">
        <Plan login={login} schedule={answer.value} change={change} />
        <VacationForm
          key={answer.value.vacation?.startAt ?? 0}
          login={login}
          vacation={answer.value.vacation}
          change={change}
        />
      </div>
      <UpcomingRows login={login} upcoming={answer.value.upcoming} change={change} />
    </div>
  );
}

type PlanProps = { readonly login: string; readonly schedule: Schedule; readonly change: Change };

function Plan({ login, schedule: { segments }, change }: PlanProps) {
  const [editing, setEditing] = useState<Segment | "new" | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // The form that had the focus is gone.
    if (editing === null && wasEditing.current) add.current?.focus();
    wasEditing.current = editing !== null;
  }, [editing]);
  if (editing !== null) {
    const isNew = editing === "new";
    const title = isNew ? say.addTitle : say.editTitle;
    return (
      <section class="studio-box" aria-label={title}>
        <h2>{title}</h2>
        <ScheduleForm
          segment={isNew ? null : editing}
          onAdd={async (segment) => {
            if (await change(addSegment(login, segment), say.added)) setEditing(null);
          }}
          onChange={async (id, asked) => {
            if (await change(changeSegment(login, id, asked), say.changed)) setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      </section>
    );
  }
  const isFull = segments.length >= MAX_SEGMENTS;
  return (
    <section class="studio-box" aria-label={say.plan}>
      <header class="studio-box-head">
        <h2>{say.plan}</h2>
        <Button variant="primary" icon="plus" buttonRef={add} disabled={isFull} onClick={() => setEditing("new")}>
          {say.add}
        </Button>
      </header>
      <p class="studio-dim">{isFull ? say.full(MAX_SEGMENTS) : say.planText}</p>
      <SegmentRows login={login} segments={segments} change={change} onEdit={setEditing} />
    </section>
  );
}

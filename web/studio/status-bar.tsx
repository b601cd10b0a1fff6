/** One glance: live or not, healthy or not in words, viewers, how fast the chat is. On every part of the studio. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { clockTime, fullTime, isoDuration, shortNumber, wholeNumber } from "../format.ts";
import { strings } from "../strings.ts";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import type { HealthWindow } from "./health-window.ts";
import type { Judgement } from "./judge-health.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.status;

export type StatusBarProps = {
  readonly health: HealthWindow | null;
  readonly judgement: Judgement | null;
  /** Messages a minute; null before the chat is joined. */
  readonly chatRate: number | null;
};

export function StatusBar({ health, judgement, chatRate }: StatusBarProps) {
  const state = health?.state ?? null;
  const level = judgement?.level ?? "off";
  // A change of state or level is said aloud, not each new figure in a sentence.
  const spoken = useMemo(
    () => (state === null || judgement === null ? "" : say.spoken(say.state[state], judgement.sentence)),
    [state, level],
  );
  return (
    <section class="studio-status" aria-label={say.label} data-level={level} data-state={state ?? "unknown"}>
      <p class="studio-status-state">
        {state === null ? (
          <Badge>{studioStrings.health.unknown}</Badge>
        ) : (
          <Badge tone={state === "live" ? "live" : "plain"}>{say.state[state]}</Badge>
        )}
        {health === null || health.startedAt === null ? null : <UpTime startedAt={health.startedAt} />}
      </p>
      <p class="studio-status-words">
        {judgement === null ? null : (
          <>
            {say.level[judgement.level] === "" ? null : (
              <b class="studio-status-level">
                <span class="studio-status-dot" aria-hidden="true" />
                {say.level[judgement.level]}
              </b>
            )}{" "}
            <span class="studio-status-sentence">{judgement.sentence}</span>
          </>
        )}
      </p>
      <span class="ui-spoken" role="status">
        {spoken}
      </span>
      <p class="studio-status-figures ui-numbers">
        <Figure
          icon="eye"
          short={health === null ? studioStrings.health.unknown : shortNumber(health.viewers)}
          whole={say.viewers(wholeNumber(health?.viewers ?? 0), health?.viewers === 1)}
        />
        <Figure
          icon="message-square"
          short={chatRate === null ? studioStrings.health.unknown : say.perMinute(shortNumber(chatRate))}
          whole={say.chatRate(wholeNumber(chatRate ?? 0), chatRate === 1)}
        />
      </p>
    </section>
  );
}

type FigureProps = { readonly icon: "eye" | "message-square"; readonly short: string; readonly whole: string };

function Figure({ icon, short, whole }: FigureProps) {
  return (
    <span class="studio-status-figure" title={whole}>
      <Icon name={icon} size={16} />
      <span class="ui-spoken">{whole}</span>
      <span aria-hidden="true">{short}</span>
    </span>
  );
}

function UpTime({ startedAt }: { readonly startedAt: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const upFor = Math.max(0, (now - Date.parse(startedAt)) / 1000);
  return (
    <span class="studio-status-time ui-numbers" title={`${strings.watch.started} ${fullTime(startedAt)}`}>
      <span class="ui-spoken">{say.upFor}</span>
      <time dateTime={isoDuration(upFor)}>{clockTime(upFor)}</time>
    </span>
  );
}

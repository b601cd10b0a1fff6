/** The figures behind the words: each with its newest value and its last two minutes as a line. */
import { HEALTH_KEPT_MS, type HealthReading } from "#protocol/channel/health.ts";
import { bitrateText } from "../format.ts";
import type { SparkPoint } from "../ui/spark.ts";
import { Sparkline } from "../ui/sparkline.tsx";
import type { HealthWindow } from "./health-window.ts";
import { LEAST_FPS, LEAST_SPEED } from "./judge-health.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.health;

type Figure = {
  readonly label: string;
  readonly of: (reading: HealthReading) => number;
  readonly words: (value: number) => string;
  /** The scale ends at this value at least. */
  readonly least: number;
  readonly isBad?: (value: number) => boolean;
};

const FIGURES: readonly Figure[] = [
  { label: say.bitrate, of: ({ bitrate }) => bitrate, words: bitrateText, least: 1_000_000 },
  {
    label: say.fps,
    of: ({ fps }) => fps,
    words: (fps) => String(Math.round(fps)),
    least: 30,
    isBad: (fps) => fps < LEAST_FPS,
  },
  {
    label: say.speed,
    of: ({ speed }) => speed,
    words: (speed) => say.speedValue(speed.toFixed(2)),
    least: 1,
    isBad: (speed) => speed < LEAST_SPEED,
  },
  { label: say.gop, of: ({ gop }) => gop, words: (gop) => say.gopValue(gop.toFixed(1)), least: 2 },
];

export function HealthPanel({ health }: { readonly health: HealthWindow }) {
  const { readings, now } = health;
  const dropped = readings.at(-1)?.dropped ?? [];
  return (
    <section class="studio-figures" aria-label={say.figures}>
      {FIGURES.map(({ label, of, words, least, isBad }) => {
        const points: readonly SparkPoint[] = readings.map((reading) => ({ at: reading.at, value: of(reading) }));
        const values = points.map(({ value }) => value);
        const newest = values.at(-1);
        return (
          <Sparkline
            key={label}
            label={label}
            value={newest === undefined ? say.unknown : words(newest)}
            spoken={
              newest === undefined
                ? say.noRange(label)
                : say.range(label, words(Math.min(...values)), words(Math.max(...values)))
            }
            bad={newest !== undefined && isBad?.(newest) === true}
            points={points}
            from={now - HEALTH_KEPT_MS}
            to={now}
            least={least}
          />
        );
      })}
      {dropped.length === 0 ? null : <p class="studio-dropped">{say.dropped(dropped.join(", "))}</p>}
    </section>
  );
}

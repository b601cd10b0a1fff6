/** The figures behind the picture, for the curious and for whoever looks into a fault. */
import type { ComponentChildren } from "preact";
import { bitrateText } from "../format.ts";
import { strings } from "../strings.ts";
import { IconButton } from "../ui/button.tsx";
import { shownKey } from "./keys.ts";
import { modeOf } from "./player/latency-mode.ts";
import type { Player } from "./player/player.ts";
import type { PlayerMetrics, PlayerView } from "./player/player-view.ts";
import { qualityName } from "./quality-name.ts";
import { useFigures } from "./use-player.ts";

/** Events shown, newest first. */
const EVENTS_SHOWN = 8;

const inSeconds = (value: number): string => `${value.toFixed(2)} s`;

export type StatsPanelProps = { readonly player: Player; readonly view: PlayerView; readonly onClose: () => void };

export function StatsPanel({ player, view, onClose }: StatsPanelProps) {
  const { stats, controls } = strings;
  const figures = useFigures(player);
  return (
    <section class="stats" aria-label={stats.title}>
      <header class="stats-head">
        <h2>{stats.title}</h2>
        <IconButton
          icon="x"
          label={controls.statsClose}
          shortcut={shownKey("toggleStats")}
          variant="video"
          tooltipSide="bottom"
          tooltipAlign="end"
          onClick={onClose}
        />
      </header>
      <dl class="stats-list ui-numbers">
        <StreamFigures view={view} figures={figures} />
        <PictureFigures view={view} figures={figures} />
      </dl>
      <h3>{stats.events}</h3>
      <ol class="stats-events">
        {figures.journal
          .slice(-EVENTS_SHOWN)
          .reverse()
          .map((entry) => (
            <li key={`${entry.at}${entry.text}`}>
              <time class="ui-numbers">{new Date(entry.at).toLocaleTimeString()}</time> {entry.text}
            </li>
          ))}
      </ol>
    </section>
  );
}

type Figures = { readonly view: PlayerView; readonly figures: PlayerMetrics };

function StreamFigures({ view, figures }: Figures) {
  const { stats, player } = strings;
  return (
    <>
      <Figure name={stats.state}>{player.phase[view.phase]}</Figure>
      <Figure name={stats.latency}>{figures.latency === null ? stats.unknown : inSeconds(figures.latency)}</Figure>
      <Figure name={stats.lowLatency}>
        {stats.latencyMode(modeOf(view.latency) === "low", view.latency.own === null)}
      </Figure>
      <Figure name={stats.target}>{inSeconds(figures.target)}</Figure>
      <Figure name={stats.buffer}>{inSeconds(figures.ahead)}</Figure>
      <Figure name={stats.rate}>{figures.rate.toFixed(2)}</Figure>
      <Figure name={stats.stalls}>{`${figures.stalls} (${inSeconds(figures.stalledMs / 1000)})`}</Figure>
    </>
  );
}

function PictureFigures({ view, figures }: Figures) {
  const { stats } = strings;
  const { quality } = view;
  const picture = figures.width === 0 ? stats.unknown : `${figures.width}×${figures.height}`;
  const named = quality === null ? stats.unknown : `${qualityName(quality)}, ${bitrateText(quality.bitrate)}`;
  return (
    <>
      <Figure name={stats.bandwidth}>
        {figures.bandwidth === null ? stats.unknown : bitrateText(figures.bandwidth)}
      </Figure>
      <Figure name={stats.quality}>{named}</Figure>
      <Figure name={stats.resolution}>{picture}</Figure>
      <Figure name={stats.dropped}>{figures.droppedFrames}</Figure>
      <Figure name={stats.firstFrame}>
        {figures.firstFrameAt === null ? stats.unknown : inSeconds(figures.firstFrameAt / 1000)}
      </Figure>
    </>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="stats-figure">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

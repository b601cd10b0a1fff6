/** One recording: its picture with its length on it, title, whose it is where that is not clear, and when it was. The whole card is one link. */
import "./cards.css";
import type { Vod } from "#protocol/channel/channel.ts";
import { agoText, clockTime, fullTime, isoDuration } from "../format.ts";
import { vodPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Icon } from "../ui/icon.tsx";
import { Still } from "./still.tsx";

export type RecordingCardProps = {
  readonly vod: Vod;
  readonly now: number;
  /** Among recordings of several channels. */
  readonly isMixed?: boolean;
};

export function RecordingCard({ vod, now, isMixed = false }: RecordingCardProps) {
  const title = vod.title || strings.untitled;
  return (
    <a class="card card-main" href={vodPath(vod.id)}>
      <span class="card-poster">
        <Still src={vod.still} alt="">
          <span class="card-none">
            <Icon name="play" />
          </span>
        </Still>
        <time class="card-figure card-length ui-numbers" dateTime={isoDuration(vod.duration)}>
          {clockTime(vod.duration)}
        </time>
      </span>
      <span class="card-row">
        <span class="card-words">
          <span class="card-title" title={title}>
            {title}
          </span>
          {isMixed && <span class="card-name">{vod.login}</span>}
          <time class="card-name" dateTime={vod.startedAt} title={fullTime(vod.startedAt)}>
            {agoText(vod.startedAt, now)}
          </time>
        </span>
      </span>
    </a>
  );
}

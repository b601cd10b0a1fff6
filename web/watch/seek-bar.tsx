/** The position in a recording: a slider with its times, and the part that is buffered. */
import { useEffect, useState } from "preact/hooks";
import { clockTime } from "../format.ts";
import { strings } from "../strings.ts";
import type { Player } from "./player/player.ts";
import { bufferAt } from "./player/steering.ts";

type Place = { readonly at: number; readonly of: number; readonly buffered: number };

/** Follows the element; `length` is what the site knows of the recording before the element does. */
function usePlace(video: HTMLVideoElement, length: number): Place {
  const read = (): Place => ({
    at: video.currentTime,
    of: Number.isFinite(video.duration) && video.duration > 0 ? video.duration : length,
    buffered: bufferAt(video).end,
  });
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const update = () => setPlace(read());
    const names = ["timeupdate", "durationchange", "progress", "seeking", "seeked"] as const;
    for (const name of names) video.addEventListener(name, update);
    update();
    return () => {
      for (const name of names) video.removeEventListener(name, update);
    };
  }, [video, length]);
  return place;
}

export type SeekBarProps = { readonly player: Player; readonly video: HTMLVideoElement; readonly length: number };

export function SeekBar({ player, video, length }: SeekBarProps) {
  const place = usePlace(video, length);
  const [dragged, setDragged] = useState<number | null>(null);
  const at = dragged ?? place.at;
  const share = (value: number) => `${place.of > 0 ? Math.min(100, (value / place.of) * 100) : 0}%`;
  return (
    <input
      class="seek-bar"
      type="range"
      min={0}
      max={place.of || 1}
      step={1}
      value={at}
      aria-label={strings.controls.seek}
      aria-valuetext={strings.controls.position(clockTime(at), clockTime(place.of))}
      style={{ "--at": share(at), "--buffered": share(place.buffered) }}
      onInput={(event) => {
        setDragged(event.currentTarget.valueAsNumber);
        player.seekTo(event.currentTarget.valueAsNumber);
      }}
      onChange={() => setDragged(null)}
    />
  );
}

/** `12:34 / 1:02:03` */
export function SeekTime({ video, length }: { readonly video: HTMLVideoElement; readonly length: number }) {
  const place = usePlace(video, length);
  return (
    <span class="seek-time ui-numbers">
      {clockTime(place.at)} / {clockTime(place.of)}
    </span>
  );
}

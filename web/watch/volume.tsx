/** Mute and volume. Over the picture; the slider is there for pointers that can hover, touch screens have keys of their own. */
import { strings } from "../strings.ts";
import { IconButton } from "../ui/button.tsx";
import { shownKey } from "./keys.ts";
import type { Player } from "./player/player.ts";
import type { PlayerView } from "./player/player-view.ts";

/** Below this, the icon shows a single wave. */
const QUIET = 0.5;

export function Volume({ player, view }: { readonly player: Player; readonly view: PlayerView }) {
  const { controls } = strings;
  const silent = view.muted || view.volume === 0;
  const icon = silent ? "volume-x" : view.volume < QUIET ? "volume-1" : "volume-2";
  const level = silent ? 0 : view.volume;
  return (
    <div class="volume">
      <IconButton
        icon={icon}
        label={silent ? controls.unmute : controls.mute}
        shortcut={shownKey("toggleMute")}
        variant="video"
        onClick={() => player.setMuted(!silent)}
      />
      <input
        class="volume-slider"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={level}
        aria-label={controls.volume}
        aria-valuetext={`${Math.round(level * 100)} %`}
        style={{ "--level": `${level * 100}%` }}
        onInput={(event) => player.setVolume(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

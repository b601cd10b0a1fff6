/** The bar over the picture. Every control names its key in its tooltip. */
import { useState } from "preact/hooks";
import { strings } from "../strings.ts";
import { IconButton } from "../ui/button.tsx";
import { Menu } from "../ui/menu.tsx";
import { type PlayerAction, shownKey } from "./keys.ts";
import { LiveButton } from "./live-button.tsx";
import type { Player } from "./player/player.ts";
import type { Phase } from "./player/player-state.ts";
import type { PlayerView } from "./player/player-view.ts";
import { SeekBar, SeekTime } from "./seek-bar.tsx";
import { SettingsMenu } from "./settings-menu.tsx";
import { Volume } from "./volume.tsx";

/** Speeds offered for recordings. */
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** Where there is nothing to play, pause or jump to. */
const RESTING: readonly Phase[] = ["offline", "starting", "ended", "unsupported"];

const isPlayable = ({ phase }: PlayerView): boolean => RESTING.every((resting) => resting !== phase);

export type ControlsProps = {
  readonly player: Player;
  readonly view: PlayerView;
  readonly video: HTMLVideoElement;
  /** Length of a recording in seconds; null for a live channel. */
  readonly recorded: number | null;
  /** Null where there is no theatre. */
  readonly theatre: boolean | null;
  readonly fullscreen: boolean;
  readonly statsOpen: boolean;
  readonly act: (action: PlayerAction) => void;
  readonly onMenu: (open: boolean) => void;
};

export function Controls(props: ControlsProps) {
  const { player, view, video, recorded, act, onMenu } = props;
  const { controls } = strings;
  const hasPicture = isPlayable(view);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div class="controls" role="group" aria-label={controls.label}>
      {recorded === null ? null : <SeekBar player={player} video={video} length={recorded} />}
      <div class="controls-row">
        {hasPicture ? <PlayButton view={view} act={act} /> : null}
        <Volume player={player} view={view} />
        {recorded === null && hasPicture ? <LiveButton player={player} view={view} /> : null}
        {recorded === null ? null : <SeekTime video={video} length={recorded} />}
        <span class="controls-space" />
        {recorded === null ? null : <SpeedMenu video={video} onMenu={onMenu} />}
        {view.qualities.length > 0 ? (
          <SettingsMenu player={player} view={view} live={recorded === null} onOpenChange={onMenu} />
        ) : null}
        <WindowControls {...props} />
      </div>
    </div>
  );
}

function PlayButton({ view, act }: Pick<ControlsProps, "view" | "act">) {
  const { controls } = strings;
  return (
    <IconButton
      icon={view.paused ? "play" : "pause"}
      label={view.paused ? controls.play : controls.pause}
      shortcut={shownKey("togglePlay")}
      variant="video"
      tooltipAlign="start"
      onClick={() => act("togglePlay")}
    />
  );
}

function WindowControls({ view, theatre, fullscreen, statsOpen, act }: ControlsProps) {
  const { controls } = strings;
  return (
    <>
      <span class="controls-wide">
        <IconButton
          icon="activity"
          label={controls.stats}
          shortcut={shownKey("toggleStats")}
          variant="video"
          aria-pressed={statsOpen}
          onClick={() => act("toggleStats")}
        />
      </span>
      {document.pictureInPictureEnabled && isPlayable(view) ? (
        <IconButton
          icon="picture-in-picture-2"
          label={controls.pip}
          shortcut={shownKey("togglePip")}
          variant="video"
          onClick={() => act("togglePip")}
        />
      ) : null}
      {theatre === null ? null : (
        <span class="controls-wide">
          <IconButton
            icon="tv"
            label={theatre ? controls.theatreLeave : controls.theatre}
            shortcut={shownKey("toggleTheatre")}
            variant="video"
            aria-pressed={theatre}
            onClick={() => act("toggleTheatre")}
          />
        </span>
      )}
      <IconButton
        icon={fullscreen ? "minimize" : "maximize"}
        label={fullscreen ? controls.fullscreenLeave : controls.fullscreen}
        shortcut={shownKey("toggleFullscreen")}
        variant="video"
        tooltipAlign="end"
        onClick={() => act("toggleFullscreen")}
      />
    </>
  );
}

type SpeedMenuProps = { readonly video: HTMLVideoElement; readonly onMenu: (open: boolean) => void };

function SpeedMenu({ video, onMenu }: SpeedMenuProps) {
  const { controls } = strings;
  const [speed, setSpeed] = useState(video.playbackRate);
  const items = SPEEDS.map((one) => ({
    label: one === 1 ? controls.normalSpeed : `${one}×`,
    checked: speed === one,
    onSelect: () => {
      video.defaultPlaybackRate = one;
      video.playbackRate = one;
      setSpeed(one);
    },
  }));
  return (
    <Menu
      icon="fast-forward"
      label={controls.speed}
      variant="video"
      side="top"
      align="end"
      sections={[{ label: controls.speed, items }]}
      onOpenChange={onMenu}
    />
  );
}

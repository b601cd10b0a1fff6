/** What stands over the picture when playback is not simply going on: in words, with the one thing that can be done. */
import type { ComponentChildren } from "preact";
import type { Vod } from "#protocol/channel/channel.ts";
import { vodPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Player } from "./player/player.ts";
import type { PlayerView } from "./player/player-view.ts";

export type OverlayProps = {
  readonly player: Player;
  readonly view: PlayerView;
  /** The channel's name as people know it; null for a recording. */
  readonly name: string | null;
  /** The recording of the broadcast that has just ended, once there is one. */
  readonly newest: Vod | null;
  /** What the channel has planned next, for who finds it offline. */
  readonly next: ComponentChildren;
};

export function Overlay({ player, view, name, newest, next }: OverlayProps) {
  return (
    <>
      <div class="overlay" role="status" aria-live="polite">
        <Words view={view} name={name ?? ""} newest={newest} next={next} isLive={name !== null} />
      </div>
      <Blocked player={player} view={view} />
      {view.choice === "audio" && view.facts.hasFrame ? (
        <p class="overlay-sound">
          <Icon name="volume-2" /> {strings.player.audioOnly}
        </p>
      ) : null}
    </>
  );
}

type WordsProps = {
  readonly view: PlayerView;
  readonly name: string;
  readonly newest: Vod | null;
  readonly next: ComponentChildren;
  readonly isLive: boolean;
};

function Words({ view, name, newest, next, isLive }: WordsProps) {
  const { player } = strings;
  switch (view.phase) {
    case "connecting":
      return <Pill>{isLive ? player.connecting : player.loading}</Pill>;
    case "buffering":
      return <Pill late>{player.buffering}</Pill>;
    case "reconnecting":
      return <Panel title={player.reconnectingTitle} text={player.reconnectingText} low />;
    case "starting":
      return <Panel title={player.startingTitle(name)} text={player.startingText} />;
    case "offline":
      return (
        <Panel title={player.offlineTitle(name)} text={player.offlineText}>
          {next}
        </Panel>
      );
    case "ended":
      return <Ended isLive={isLive} newest={newest} />;
    case "error":
      return view.facts.fault === "media" ? (
        <Panel title={player.errorMediaTitle} text={player.errorMediaText} />
      ) : (
        <Panel title={player.errorNetworkTitle} text={player.errorNetworkText} />
      );
    case "unsupported":
      return <Panel title={player.unsupportedTitle} text={player.unsupportedText} />;
    default:
      return null;
  }
}

function Ended({ isLive, newest }: { readonly isLive: boolean; readonly newest: Vod | null }) {
  const { player } = strings;
  if (!isLive) return null;
  return (
    <Panel title={player.endedTitle} text={player.endedText}>
      {newest === null ? null : (
        <a class="overlay-link" href={vodPath(newest.id)}>
          <Icon name="play" /> {player.endedWatch}
        </a>
      )}
    </Panel>
  );
}

type PanelProps = {
  readonly title: string;
  readonly text: string;
  /** At the foot, so that the last frame stays in view. */
  readonly low?: boolean;
  readonly children?: ComponentChildren;
};

function Panel({ title, text, low = false, children }: PanelProps) {
  return (
    <div class="overlay-panel" data-low={low}>
      <p class="overlay-title">{title}</p>
      <p class="overlay-text">{text}</p>
      {children}
    </div>
  );
}

/** `late` waits before it shows, so that a wait that nobody notices stays unnoticed. */
function Pill({ late = false, children }: { readonly late?: boolean; readonly children: ComponentChildren }) {
  return (
    <p class="overlay-pill" data-late={late}>
      {children}
    </p>
  );
}

function Blocked({ player, view }: { readonly player: Player; readonly view: PlayerView }) {
  if (view.playBlocked) {
    return (
      <div class="overlay-act">
        <Button variant="primary" icon="play" onClick={() => void player.play()}>
          {strings.player.playBlocked}
        </Button>
      </div>
    );
  }
  if (view.soundBlocked && view.muted && view.facts.hasFrame) {
    return (
      <div class="overlay-corner">
        <Button icon="volume-x" onClick={() => player.setMuted(false)}>
          {strings.player.soundBlocked}
        </Button>
      </div>
    );
  }
  if (view.phase === "behind") {
    return (
      <div class="overlay-corner">
        <Button icon="skip-forward" onClick={() => player.toLive()}>
          {strings.controls.catchUp}
        </Button>
      </div>
    );
  }
  return null;
}

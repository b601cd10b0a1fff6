/** The picture with everything over it: element, last frame, words, controls, keys. The same for a live channel and a recording. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Vod } from "#protocol/channel/channel.ts";
import { recallNumber, recallText, remember } from "../memory.ts";
import { strings } from "../strings.ts";
import { Controls } from "./controls.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import type { PlayerAction } from "./keys.ts";
import { Overlay } from "./overlay.tsx";
import { readChoice } from "./player/latency-mode.ts";
import { loadEngine } from "./player/load-engine.ts";
import { Player } from "./player/player.ts";
import { exposePlayer } from "./player/probe.ts";
import { toggleFullscreen, togglePip } from "./screen-modes.ts";
import { StatsPanel } from "./stats-panel.tsx";
import { useKeys } from "./use-keys.ts";
import { useAwake, useFullscreen, usePlayerView } from "./use-player.ts";

/** How often the measured bandwidth is kept for the next visit, milliseconds. */
const KEEP_BANDWIDTH_MS = 10_000;
const VOLUME_STEP = 0.1;
const SEEK_STEP = 5;

export type PlayerStageProps = {
  readonly live: boolean;
  readonly recorded: number | null;
  readonly name: string | null;
  readonly newest: Vod | null;
  /** What stands over the picture of a channel that is offline, beside the words that say so. */
  readonly next?: ComponentChildren;
  readonly theatre: boolean;
  /** Null where there is no theatre: the picture has the whole window already. */
  readonly onTheatre: (() => void) | null;
  /** Given the player once the element exists. */
  readonly onPlayer: (player: Player) => void;
};

export function PlayerStage(props: PlayerStageProps) {
  const { live, onPlayer } = props;
  const stage = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [player, setPlayer] = useState<Player | null>(null);

  // One player for the life of the element: the page gives this component a key, its address. Made before the first paint, which may wait.
  useLayoutEffect(() => {
    if (video.current === null || canvas.current === null) return;
    const element = video.current;
    element.volume = recallNumber("volume") ?? 1;
    const made = new Player({
      video: element,
      canvas: canvas.current,
      live,
      loadEngine: () => loadEngine(element),
      startBandwidth: recallNumber("bandwidth"),
      latencyChoice: readChoice(recallText("latency")),
    });
    const hide = exposePlayer(made);
    const keeper = setInterval(() => {
      const { bandwidth } = made.metrics();
      if (bandwidth !== null && made.view.facts.hasFrame) remember("bandwidth", String(bandwidth));
    }, KEEP_BANDWIDTH_MS);
    setPlayer(made);
    onPlayer(made);
    return () => {
      clearInterval(keeper);
      hide();
      made.destroy();
    };
  }, []);

  return (
    <div class="stage" ref={stage} data-live={live}>
      {/* biome-ignore lint/a11y/useMediaCaption: live pictures bring no captions of their own. */}
      <video class="stage-video" ref={video} playsInline preload="auto" aria-label={strings.player.label} />
      <canvas class="stage-frozen" ref={canvas} hidden />
      {player === null || video.current === null || stage.current === null ? null : (
        <StageChrome {...props} player={player} video={video.current} stage={stage.current} />
      )}
    </div>
  );
}

type ChromeProps = PlayerStageProps & {
  readonly player: Player;
  readonly video: HTMLVideoElement;
  readonly stage: HTMLDivElement;
};

function StageChrome({ player, video, stage, name, newest, next, recorded, theatre, onTheatre }: ChromeProps) {
  const view = usePlayerView(player);
  const fullscreen = useFullscreen(stage);
  const [menuOpen, setMenuOpen] = useState(false);
  const [statsOpen, setStatsOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const { awake, wake, sleep } = useAwake(menuOpen || (view.paused && view.facts.hasFrame));
  const act = (action: PlayerAction) => {
    if (action === "toggleFullscreen") toggleFullscreen(stage, video);
    else if (action === "togglePip") void togglePip(video);
    else if (action === "toggleTheatre") onTheatre?.();
    else if (action === "toggleStats") setStatsOpen((open) => !open);
    else if (action === "help") setHelpOpen(true);
    else if (action === "leave") leave();
    else actOnPlayer(player, action);
    wake();
  };
  const leave = () => {
    if (statsOpen) setStatsOpen(false);
    else if (theatre && !fullscreen) onTheatre?.();
  };
  useKeys(act, !helpOpen);
  useEffect(() => {
    stage.dataset["awake"] = String(awake);
  }, [stage, awake]);
  useEffect(() => {
    if (!view.muted) remember("volume", String(view.volume));
  }, [view.muted, view.volume]);
  const { own } = view.latency;
  useEffect(() => remember("latency", own ?? ""), [own]);
  useStagePointer(stage, { player, awake, wake, sleep, onFullscreen: () => toggleFullscreen(stage, video) });
  return (
    <>
      <Overlay player={player} view={view} name={name} newest={newest} next={next} />
      {statsOpen ? <StatsPanel player={player} view={view} onClose={() => setStatsOpen(false)} /> : null}
      <Controls
        player={player}
        view={view}
        video={video}
        recorded={recorded}
        theatre={onTheatre === null ? null : theatre}
        fullscreen={fullscreen}
        statsOpen={statsOpen}
        act={act}
        onMenu={setMenuOpen}
      />
      {helpOpen ? <HelpDialog onClose={() => setHelpOpen(false)} /> : null}
    </>
  );
}

function actOnPlayer(player: Player, action: PlayerAction): void {
  const { view } = player;
  switch (action) {
    case "togglePlay":
      if (view.paused) void player.play();
      else player.pause();
      return;
    case "toggleMute":
      return player.setMuted(!view.muted);
    case "volumeUp":
      return player.setVolume((view.muted ? 0 : view.volume) + VOLUME_STEP);
    case "volumeDown":
      return player.setVolume((view.muted ? 0 : view.volume) - VOLUME_STEP);
    case "toLive":
      return player.toEnd();
    case "back":
      return player.seekBy(-SEEK_STEP);
    case "forward":
      return player.seekBy(SEEK_STEP);
    case "toStart":
      return player.seekTo(0);
    default:
      return;
  }
}

type PointerOptions = {
  readonly player: Player;
  readonly awake: boolean;
  readonly wake: () => void;
  readonly sleep: () => void;
  readonly onFullscreen: () => void;
};

/** A move wakes the controls; a click on the picture plays or pauses, a tap shows or hides the controls. */
function useStagePointer(stage: HTMLElement, options: PointerOptions): void {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const over = new AbortController();
    const { signal } = over;
    let wokenByTap = false;
    const onPicture = (event: Event) =>
      event.target instanceof Element && event.target.closest("button, input, a, .controls, .stats, dialog") === null;
    stage.addEventListener("pointermove", (event) => event.pointerType === "mouse" && latest.current.wake(), {
      signal,
    });
    stage.addEventListener(
      "pointerdown",
      (event) => {
        wokenByTap = !latest.current.awake;
        if (event.pointerType !== "mouse") latest.current.wake();
      },
      { signal },
    );
    stage.addEventListener("focusin", () => latest.current.wake(), { signal });
    stage.addEventListener("mouseleave", () => latest.current.sleep(), { signal });
    stage.addEventListener(
      "click",
      (event) => {
        if (!onPicture(event)) return;
        const byTouch = event instanceof PointerEvent && event.pointerType === "touch";
        if (!byTouch) actOnPlayer(latest.current.player, "togglePlay");
        else if (!wokenByTap) latest.current.sleep();
      },
      { signal },
    );
    stage.addEventListener("dblclick", (event) => onPicture(event) && latest.current.onFullscreen(), { signal });
    return () => over.abort();
  }, [stage]);
}

/** The streamer's own picture as viewers get it, muted until asked. It sends no heartbeat: one's own eyes are no viewer. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveState } from "#protocol/channel/channel.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { latencyText } from "../format.ts";
import { recallNumber } from "../memory.ts";
import { IconButton } from "../ui/button.tsx";
import { loadEngine } from "../watch/player/load-engine.ts";
import { Player } from "../watch/player/player.ts";
import { exposePlayer } from "../watch/player/probe.ts";
import { useFigures, usePlayerView } from "../watch/use-player.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.preview;

export type PreviewProps = {
  readonly login: string;
  readonly state: LiveState;
  readonly broadcastId: string | null;
};

export function Preview({ login, state, broadcastId }: PreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [player, setPlayer] = useState<Player | null>(null);
  useEffect(() => {
    if (video.current === null || canvas.current === null) return;
    const element = video.current;
    element.muted = true;
    const made = new Player({
      video: element,
      canvas: canvas.current,
      live: true,
      loadEngine: () => loadEngine(element),
      startBandwidth: recallNumber("bandwidth"),
      // What one does is looked at as soon as it can be, whatever viewers are given.
      latencyChoice: "low",
    });
    const hide = exposePlayer(made);
    setPlayer(made);
    return () => {
      hide();
      made.destroy();
    };
  }, []);
  useEffect(() => {
    player?.setChannel(state, broadcastId, `/live/${login}/${MASTER_NAME}`, null);
  }, [player, login, state, broadcastId]);
  return (
    <section class="studio-preview" aria-label={say.title}>
      {/* biome-ignore lint/a11y/useMediaCaption: live pictures bring no captions of their own. */}
      <video class="studio-preview-video" ref={video} playsInline preload="auto" aria-label={say.title} />
      <canvas class="studio-preview-video" ref={canvas} hidden />
      {player === null ? null : <PreviewChrome player={player} />}
    </section>
  );
}

function PreviewChrome({ player }: { readonly player: Player }) {
  const view = usePlayerView(player);
  const { latency } = useFigures(player);
  const { phase, facts, muted } = view;
  const words = phase === "error" ? say.lost : phase === "unsupported" ? say.unsupported : say.coming;
  const isShown = facts.hasFrame && phase !== "error";
  return (
    <>
      {isShown ? null : <p class="studio-preview-words">{words}</p>}
      {isShown ? (
        <div class="studio-preview-bar">
          {latency === null ? null : (
            <span class="studio-preview-latency ui-numbers">{say.behind(latencyText(latency))}</span>
          )}
          <IconButton
            icon={muted ? "volume-x" : "volume-2"}
            label={muted ? say.unmute : say.mute}
            variant="video"
            tooltipAlign="end"
            aria-pressed={!muted}
            onClick={() => player.setMuted(!muted)}
          />
        </div>
      ) : null}
    </>
  );
}

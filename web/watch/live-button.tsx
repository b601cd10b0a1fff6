/** Says how far behind the camera the picture is, and goes to live on a press. */
import { latencyText } from "../format.ts";
import { strings } from "../strings.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import { shownKey } from "./keys.ts";
import type { Player } from "./player/player.ts";
import type { PlayerView } from "./player/player-view.ts";
import { useFigures } from "./use-player.ts";

export function LiveButton({ player, view }: { readonly player: Player; readonly view: PlayerView }) {
  const { controls } = strings;
  const { latency } = useFigures(player);
  const atLive = view.phase === "live";
  const known = latency !== null && (atLive || view.phase === "behind" || view.phase === "buffering");
  const name = atLive ? controls.atLive : controls.toLive;
  return (
    <Tooltip text={atLive ? controls.atLive : controls.behindLive} shortcut={shownKey("toLive")}>
      <button type="button" class="live-button" data-at-live={atLive} aria-label={name} onClick={() => player.toLive()}>
        <span class="live-dot" aria-hidden="true" />
        <span>{strings.live}</span>
        <span class="live-latency ui-numbers" aria-hidden="true">
          {known ? latencyText(latency) : ""}
        </span>
      </button>
    </Tooltip>
  );
}

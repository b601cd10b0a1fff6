/** When what stands beside the picture may begin to load: the picture is what one came for. */
import { useEffect, useState } from "preact/hooks";
import type { Player } from "./player/player.ts";

/** Nothing waits longer for a picture than this, milliseconds. */
const PATIENCE_MS = 1500;

/** True once the first frame is there, and where there is none to wait for; then it stays. */
export function useAfterPicture(player: Player | null, noneComes: boolean): boolean {
  const [after, setAfter] = useState(false);
  useEffect(() => {
    if (after) return;
    const look = () => {
      if (noneComes || player?.view.facts.hasFrame === true) setAfter(true);
    };
    const stop = player?.subscribe(look);
    const timer = setTimeout(() => setAfter(true), PATIENCE_MS);
    look();
    return () => {
      stop?.();
      clearTimeout(timer);
    };
  }, [after, player, noneComes]);
  return after;
}

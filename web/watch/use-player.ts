/** Hooks that tie a player to components: its view as it changes, its figures a few times a second, its controls' visibility. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Player } from "./player/player.ts";
import type { PlayerMetrics, PlayerView } from "./player/player-view.ts";

/** How often figures on the screen change, milliseconds: readable, and alive. */
const FIGURES_MS = 500;
/** Controls leave after this long without a move. */
export const CONTROLS_STAY_MS = 3000;

export function usePlayerView(player: Player): PlayerView {
  const [view, setView] = useState(player.view);
  useEffect(() => {
    setView(player.view);
    return player.subscribe(() => setView(player.view));
  }, [player]);
  return view;
}

export function useFigures(player: Player): PlayerMetrics {
  const [figures, setFigures] = useState(() => player.metrics());
  useEffect(() => {
    const timer = setInterval(() => setFigures(player.metrics()), FIGURES_MS);
    return () => clearInterval(timer);
  }, [player]);
  return figures;
}

/** Whether the stage fills the screen. */
export function useFullscreen(stage: HTMLElement): boolean {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const read = () => setFull(document.fullscreenElement === stage);
    document.addEventListener("fullscreenchange", read);
    return () => document.removeEventListener("fullscreenchange", read);
  }, [stage]);
  return full;
}

export type Awake = { readonly awake: boolean; readonly wake: () => void; readonly sleep: () => void };

/** Controls that come on a move and go by themselves; `held` keeps them. */
export function useAwake(held: boolean): Awake {
  const [awake, setAwake] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const wake = useCallback(() => {
    setAwake(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAwake(false), CONTROLS_STAY_MS);
  }, []);
  const sleep = useCallback(() => {
    clearTimeout(timer.current);
    setAwake(false);
  }, []);
  useEffect(() => {
    wake();
    return () => clearTimeout(timer.current);
  }, [wake]);
  return { awake: awake || held, wake, sleep };
}

/** The player's keys: one table for what a key does, for the tooltips and for the help. Pure. */

export type PlayerAction =
  | "togglePlay"
  | "toggleMute"
  | "toggleFullscreen"
  | "toggleTheatre"
  | "togglePip"
  | "toggleStats"
  | "toLive"
  | "volumeUp"
  | "volumeDown"
  | "back"
  | "forward"
  | "toStart"
  | "help"
  | "leave";

/** Keys by action, the first one being the one that is shown. */
export const KEYS: Readonly<Record<PlayerAction, readonly string[]>> = {
  togglePlay: ["k", " "],
  toggleMute: ["m"],
  toggleFullscreen: ["f"],
  toggleTheatre: ["t"],
  togglePip: ["i", "p"],
  toggleStats: ["s"],
  toLive: ["l", "End"],
  volumeUp: ["ArrowUp"],
  volumeDown: ["ArrowDown"],
  back: ["ArrowLeft", "j"],
  forward: ["ArrowRight"],
  toStart: ["Home"],
  help: ["?"],
  leave: ["Escape"],
};

export const ACTIONS: readonly PlayerAction[] = [
  "togglePlay",
  "toggleMute",
  "volumeUp",
  "volumeDown",
  "toLive",
  "back",
  "forward",
  "toStart",
  "toggleFullscreen",
  "toggleTheatre",
  "togglePip",
  "toggleStats",
  "help",
  "leave",
];

export type KeyPress = {
  readonly key: string;
  readonly modified: boolean;
  /** Where the focus is: text is being typed, a control that has keys of its own, or neither. */
  readonly focus: "text" | "control" | "slider" | "page";
};

/** What a key press means to the player, or null when it is none of its business. */
export function actionOf({ key, modified, focus }: KeyPress): PlayerAction | null {
  if (modified || focus === "text") return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  const action = ACTIONS.find((one) => KEYS[one].includes(name)) ?? null;
  // A focused button takes the space bar, a focused slider the arrows and the ends.
  if (focus === "control" && name === " ") return null;
  if (focus === "slider" && (name.startsWith("Arrow") || name === "Home" || name === "End")) return null;
  return action;
}

const LABELS: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** A key as it is shown: `K`, `Space`, `←`. */
export const keyLabel = (key: string): string => LABELS[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** The key that a tooltip names. */
export const shownKey = (action: PlayerAction): string => keyLabel(KEYS[action][0] ?? "");

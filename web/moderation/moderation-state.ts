/** What the moderation page knows: the room's view, and what came since it was asked for. A pure reducer. */
import { assertNever } from "#protocol/assert.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { MAX_HELD } from "#protocol/chat/limits.ts";
import type { Held, LogEntry, ModerationView } from "#protocol/chat/moderation.ts";

/** Entries of the log that the page keeps. */
export const MAX_LOG_SHOWN = 200;

export type Trouble = "signedOut" | "forbidden" | "missing" | "failed";

export type ModerationState = {
  /** Null while it is not here. */
  readonly view: ModerationView | null;
  /** Why it is not; null while it is on its way. */
  readonly trouble: Trouble | null;
  /** What the room said since the view was asked for: an answer that is on its way does not know it. */
  readonly came: readonly Held[];
  readonly over: readonly string[];
  readonly logged: readonly LogEntry[];
  /** The newest message that came to wait while the page was open, to be said aloud. */
  readonly alarm: Held | null;
};

export type ModerationChange =
  | { readonly kind: "asked" }
  | { readonly kind: "loaded"; readonly view: ModerationView }
  | { readonly kind: "troubled"; readonly trouble: Trouble }
  | { readonly kind: "heard"; readonly down: Down };

export const newModeration: ModerationState = {
  view: null,
  trouble: null,
  came: [],
  over: [],
  logged: [],
  alarm: null,
};

export function reduceModeration(state: ModerationState, change: ModerationChange): ModerationState {
  switch (change.kind) {
    case "asked":
      return { ...state, trouble: null, came: [], over: [], logged: [] };
    case "loaded":
      return { ...state, trouble: null, view: since(change.view, state) };
    case "troubled":
      // A view that is there is better than none: only a no of the site takes it away.
      return change.trouble === "failed" && state.view !== null
        ? state
        : { ...state, view: null, trouble: change.trouble };
    case "heard":
      return heard(state, change.down);
    default:
      return assertNever(change, "unknown change of the moderation page");
  }
}

function heard(state: ModerationState, down: Down): ModerationState {
  switch (down.kind) {
    case "held":
      return seen({ ...state, came: [...state.came, down.held].slice(-MAX_HELD), alarm: down.held });
    case "heldOver": {
      const alarm = state.alarm?.id === down.id ? null : state.alarm;
      return seen({ ...state, over: [...state.over, down.id].slice(-MAX_HELD), alarm });
    }
    case "logged":
      return seen({ ...state, logged: [down.entry, ...state.logged].slice(0, MAX_LOG_SHOWN) });
    default:
      return state;
  }
}

const seen = (state: ModerationState): ModerationState =>
  state.view === null ? state : { ...state, view: since(state.view, state) };

/** A view with what came after it. */
function since(view: ModerationView, { came, over, logged }: ModerationState): ModerationView {
  const held = [...new Map([...view.held, ...came].map((one) => [one.id, one])).values()];
  const log = [...new Map([...logged, ...view.log].map((one) => [one.id, one])).values()];
  return {
    ...view,
    held: held.filter(({ id }) => !over.includes(id)),
    log: log.toSorted((a, b) => b.id - a.id).slice(0, MAX_LOG_SHOWN),
  };
}

/** The moderation log: every action that changed something has an entry, numbered in order. Pure. */
import type { LogEntry } from "#protocol/chat/moderation.ts";
import type { ModerationChange, ModerationState } from "./state.ts";

type Changed = { readonly state: ModerationState; readonly changes: readonly ModerationChange[] };

/** What was changed, with its entry in the log. */
export function withEntry({ state, changes }: Changed, entry: Omit<LogEntry, "id">): Changed {
  return {
    state: { ...state, nextLogId: state.nextLogId + 1 },
    changes: [...changes, { kind: "log", entry: { id: state.nextLogId, ...entry } }],
  };
}

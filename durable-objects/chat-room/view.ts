/** The room as those who moderate it see it. Pure. */
import type { LogEntry, Role } from "#protocol/chat/moderation.ts";
import { MAX_VIEW_BANS, type ModerationView } from "./calls.ts";
import type { ModerationState } from "./moderation/state.ts";

export function viewOf(
  { modes, grants, bans, terms, held }: ModerationState,
  role: Role,
  log: readonly LogEntry[],
  nowMs: number,
): ModerationView {
  const granted = [...grants.values()];
  const holding = [...bans.values()].filter(({ until }) => until === null || until > nowMs);
  return {
    role,
    modes,
    moderators: granted.filter((grant) => grant.role === "moderator"),
    vips: granted.filter((grant) => grant.role === "vip"),
    bans: holding.sort((one, other) => other.at - one.at).slice(0, MAX_VIEW_BANS),
    terms,
    held: [...held.values()].map((line) => line.held),
    log,
  };
}

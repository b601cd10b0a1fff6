/** Moderation as it stands in storage, made ready for the rules. Pure. */
import type { Ban, BlockedTerm, Grant } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES, type Modes } from "#protocol/chat/modes.ts";
import type { HeldLine, ModerationState } from "./state.ts";
import { makeMatcher } from "./terms/matcher.ts";

export type ModerationRows = {
  /** Null in a room where nothing was ever set. */
  readonly modes: Modes | null;
  readonly grants: readonly Grant[];
  readonly bans: readonly Ban[];
  readonly terms: readonly BlockedTerm[];
  readonly held: readonly HeldLine[];
  readonly nextLogId: number;
};

export function openModeration(broadcasterId: string, rows: ModerationRows): ModerationState {
  return {
    broadcasterId,
    modes: rows.modes ?? DEFAULT_MODES,
    grants: new Map(rows.grants.map((grant) => [grant.user.userId, grant])),
    bans: new Map(rows.bans.map((ban) => [ban.user.userId, ban])),
    terms: rows.terms,
    matcher: makeMatcher(rows.terms),
    held: new Map(rows.held.map((line) => [line.held.id, line])),
    nextLogId: rows.nextLogId,
  };
}

/** What every action is given and how it answers. Pure. */
import type { DoneCode, RefusalCode } from "#protocol/chat/codes.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import { withEntry } from "../log.ts";
import { refusal } from "../refusal.ts";
import type { ActionResult, ModerationChange, ModerationState, Refusal, Standing } from "../state.ts";

/** Who acts. */
export type Actor = { readonly viewer: Viewer; readonly standing: Standing };

/** What the room looked up for an action. */
export type ActContext = {
  /** The account that the action names; null when there is none, and for actions that name nobody. */
  readonly resolved: User | null;
  /** The message to delete; null when it is gone, and for other actions. */
  readonly message: {
    readonly seq: number;
    readonly from: { readonly userId: string; readonly login: string };
    readonly text: string;
  } | null;
  readonly standingOf: (userId: string) => Standing;
};

export type Asked = {
  readonly state: ModerationState;
  readonly by: Actor;
  readonly ctx: ActContext;
  readonly now: number;
};

type Done = Extract<ActionResult, { readonly outcome: "done" }>;
/** What an action changed, before its entry in the log. */
export type Outcome = Pick<Done, "state" | "changes"> &
  Partial<Pick<Done, "events" | "release" | "heldOver" | "changed">>;

/** An action that changed something: it is logged. */
export function carriedOut(
  { by, now }: Asked,
  outcome: Outcome,
  entry: Pick<LogEntry, "action" | "user" | "detail">,
  code: DoneCode,
  message: string,
): ActionResult {
  const { state, changes } = withEntry(outcome, { at: now, by: userOf(by.viewer), ...entry });
  return answered({ ...outcome, state, changes }, code, message);
}

/** An action that changed nothing: it was so already, or only asked. */
export function answered(outcome: Outcome, code: DoneCode, message: string, users?: readonly string[]): ActionResult {
  return {
    ...{ outcome: "done", state: outcome.state, changes: outcome.changes, events: outcome.events ?? [] },
    ...{ release: outcome.release ?? null, heldOver: outcome.heldOver ?? [], changed: outcome.changed ?? [] },
    done: { code, message, ...(users === undefined ? {} : { users }) },
  };
}

export const unchanged = (state: ModerationState): Outcome => ({ state, changes: [] as readonly ModerationChange[] });

export const refuse = (why: Refusal): ActionResult => ({ outcome: "refuse", refusal: why });
export const refuseWith = (code: RefusalCode, message: string): ActionResult => refuse(refusal(code, message));
export const invalidUser = (login: string): ActionResult => refuseWith("invalid_user", `Invalid username: ${login}`);

export const userOf = ({ userId, login, name }: User): User => ({ userId, login, name });

/** Somebody's row: of the account that was found, else of the login that it was made with (the account may be renamed or gone). */
export function rowOf<Row extends { readonly user: User }>(
  rows: ReadonlyMap<string, Row>,
  resolved: User | null,
  login: string,
): Row | undefined {
  const byAccount = resolved === null ? undefined : rows.get(resolved.userId);
  if (byAccount !== undefined) return byAccount;
  for (const row of rows.values()) if (row.user.login === login) return row;
  return undefined;
}

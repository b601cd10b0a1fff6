/** Carries out an action: whether this one may, what changes, what the room sees, and what the actor is told. Pure. */
import { assertNever } from "#protocol/assert.ts";
import type { Action } from "#protocol/chat/action.ts";
import { type ActContext, type Actor, type Asked, answered, refuse, unchanged } from "./acts/acting.ts";
import { punish, unban } from "./acts/bans.ts";
import { help } from "./acts/help.ts";
import { announce, clear, decideHeld, deleteMessage } from "./acts/messages.ts";
import { changeModes } from "./acts/modes.ts";
import { grant, listModerators, listVips, revoke } from "./acts/roles.ts";
import { addTerm, removeTerm } from "./acts/terms.ts";
import { mayAct } from "./authority.ts";
import { NO_PERMISSION } from "./refusal.ts";
import type { ActionResult, ModerationState } from "./state.ts";

/** A VIP may give its place back. */
const isOwnPlace = ({ viewer }: Actor, { kind }: Action, { resolved }: ActContext): boolean =>
  kind === "unvip" && resolved?.userId === viewer.userId;

export function act(state: ModerationState, by: Actor, action: Action, ctx: ActContext, now: number): ActionResult {
  if (!mayAct(by.standing, action.kind) && !isOwnPlace(by, action, ctx)) return refuse(NO_PERMISSION);
  const asked: Asked = { state, by, ctx, now };
  switch (action.kind) {
    case "ban":
    case "timeout":
      return punish(asked, action);
    case "unban":
      return unban(asked, action.user);
    case "delete":
      return deleteMessage(asked);
    case "clear":
      return clear(asked);
    case "modes":
      return changeModes(asked, action.change);
    case "mod":
    case "vip":
      return grant(asked, action);
    case "unmod":
    case "unvip":
      return revoke(asked, action);
    case "announce":
      return announce(asked, action);
    case "addTerm":
      return addTerm(asked, action.term);
    case "removeTerm":
      return removeTerm(asked, action.id);
    case "allowHeld":
    case "denyHeld":
      return decideHeld(asked, action);
    case "listModerators":
      return listModerators(asked);
    case "listVips":
      return listVips(asked);
    case "colour":
      // The account is the room's to change; it holds in every room.
      return answered(unchanged(state), "color_changed", "Your color has been changed.");
    case "help":
      return help(asked);
    default:
      return assertNever(action, "unknown action");
  }
}

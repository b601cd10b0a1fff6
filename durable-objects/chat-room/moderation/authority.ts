/** Who may do what in a room, and to whom. Pure; the sentences are the actions' own. */
import type { ActionKind } from "#protocol/chat/action.ts";
import type { Standing } from "./state.ts";

/** The broadcaster, moderators and staff. */
export const moderates = (standing: Standing): boolean =>
  standing.staff || standing.role === "broadcaster" || standing.role === "moderator";

/** Who owns the room, or may act as if. */
const owns = (standing: Standing): boolean => standing.staff || standing.role === "broadcaster";

/** Who may carry out an action: everybody, those who moderate, or those who own the room. */
const NEEDED: Readonly<Record<ActionKind, "everybody" | "moderators" | "owners">> = {
  ban: "moderators",
  timeout: "moderators",
  unban: "moderators",
  delete: "moderators",
  clear: "moderators",
  modes: "moderators",
  announce: "moderators",
  addTerm: "moderators",
  removeTerm: "moderators",
  allowHeld: "moderators",
  denyHeld: "moderators",
  mod: "owners",
  unmod: "owners",
  vip: "owners",
  unvip: "owners",
  listModerators: "everybody",
  listVips: "everybody",
  colour: "everybody",
  help: "everybody",
};

export function mayAct(by: Standing, kind: ActionKind): boolean {
  const needed = NEEDED[kind];
  return needed === "everybody" || (needed === "moderators" ? moderates(by) : owns(by));
}

/** Why nobody, or not this one, may act on somebody; null when nothing speaks against it. Nobody acts on the broadcaster or staff. */
export type Protection = "self" | "broadcaster" | "staff" | "moderator";

export function protectionOf(
  by: { readonly userId: string; readonly standing: Standing },
  target: { readonly userId: string; readonly standing: Standing },
): Protection | null {
  if (by.userId === target.userId) return "self";
  if (target.standing.role === "broadcaster") return "broadcaster";
  if (target.standing.staff) return "staff";
  return target.standing.role === "moderator" && !owns(by.standing) ? "moderator" : null;
}

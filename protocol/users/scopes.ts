/** What an access token may be used for: Twitch's names, so that programs ask for what they are used to. Pure. */
import * as v from "valibot";
import { assertNever } from "../assert.ts";
import type { Action } from "../chat/action.ts";
import type { ModesChange } from "../chat/modes.ts";

export const scopeSchema = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^[a-z_]+(?::[a-z_]+)*$/, "a scope is words of a-z and _ with : between"),
);

/** A session's person may do everything that the account may. */
export type Scopes = ReadonlySet<string> | "all";

export const has = (scopes: Scopes, ...anyOf: readonly string[]): boolean =>
  scopes === "all" || anyOf.some((scope) => scopes.has(scope));

export const mayWrite = (scopes: Scopes): boolean => has(scopes, "chat:edit", "user:write:chat");

/** Everything a moderator does: ours, and the one of IRC's days. */
const MODERATE = ["chat:moderate", "channel:moderate"] as const;

export const mayModerate = (scopes: Scopes): boolean => has(scopes, ...MODERATE);

export const mayReadModeration = (scopes: Scopes): boolean =>
  mayModerate(scopes) || (scopes !== "all" && [...scopes].some((scope) => /^moderator:(?:read|manage):/.test(scope)));

/** Whether a token covers an action; whether its user may do it is the room's to say. */
export function mayAct(scopes: Scopes, action: Action): boolean {
  switch (action.kind) {
    case "ban":
    case "timeout":
    case "unban":
      return has(scopes, ...MODERATE, "moderator:manage:banned_users");
    case "delete":
    case "clear":
      return has(scopes, ...MODERATE, "moderator:manage:chat_messages");
    case "modes":
      return mayModerate(scopes) || modeScopes(action.change).every((scope) => has(scopes, scope));
    case "mod":
    case "unmod":
      return has(scopes, ...MODERATE, "channel:manage:moderators");
    case "vip":
    case "unvip":
      return has(scopes, ...MODERATE, "channel:manage:vips");
    case "announce":
      return has(scopes, ...MODERATE, "moderator:manage:announcements");
    case "addTerm":
    case "removeTerm":
      return has(scopes, ...MODERATE, "moderator:manage:blocked_terms");
    case "allowHeld":
    case "denyHeld":
      return has(scopes, ...MODERATE, "moderator:manage:automod");
    case "colour":
      return has(scopes, "chat:edit", "user:manage:chat_color");
    case "listModerators":
    case "listVips":
    case "help":
      return true;
    default:
      return assertNever(action, "unknown action");
  }
}

function modeScopes(change: ModesChange): readonly string[] {
  return Object.keys(change).map((mode) => {
    if (mode === "shield") return "moderator:manage:shield_mode";
    return mode === "autoModLevel" ? "moderator:manage:automod_settings" : "moderator:manage:chat_settings";
  });
}

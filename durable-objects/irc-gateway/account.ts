/** The account of a token: what `/oauth2/validate` answers, put together with what is known of the user. Pure. */
import * as v from "valibot";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { idSchema } from "#protocol/ids.ts";
import { has, mayModerate, mayWrite } from "#protocol/users/scopes.ts";
import type { Authentication } from "./ports.ts";

export const validationSchema = v.object({
  /** Not there for an app's own token, which speaks for nobody. */
  user_id: v.optional(idSchema),
  scopes: v.array(v.string()),
  /** Seconds. */
  expires_in: v.number(),
});
export type Validation = Readonly<v.InferOutput<typeof validationSchema>>;

/** `viewer` is null when there is no user, or none any more. A token that has nothing to do with chat is no good here, as on Twitch. */
export function accountOf(validation: Validation, viewer: Viewer | null, nowMs: number): Authentication {
  const scopes = new Set(validation.scopes);
  const isForChat = mayWrite(scopes) || mayModerate(scopes) || has(scopes, "chat:read", "user:read:chat");
  if (viewer === null || !isForChat) return { outcome: "wrong" };
  const speaker = mayModerate(scopes) ? viewer : { ...viewer, writesOnly: true as const };
  const expiresAt = nowMs + validation.expires_in * 1000;
  return { outcome: "accepted", account: { viewer: speaker, mayWrite: mayWrite(scopes), expiresAt } };
}

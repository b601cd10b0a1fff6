/** Who may see and change flags: the operator by its token, and staff. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { Changer } from "#protocol/flags/flag.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import { tokenShown } from "../auth/access-token.ts";
import { requireIdentity } from "../auth/identity.ts";
import { showsToken } from "../auth/require.ts";
import type { App } from "../env.ts";

/** Ours: Twitch has no scope for it. */
const mayManageFlags = (scopes: Scopes): boolean => has(scopes, "staff:manage:flags");

/** Who asks. The operator's token is told from an access token by its form, so that neither is tried as the other. */
export async function requireStaff(c: Context<App>): Promise<Changer> {
  const isOther = tokenShown(c.req.header("Authorization")).kind === "malformed";
  if (isOther && (await showsToken(c, "OPERATOR_TOKEN"))) return { id: null, login: "operator" };
  // Fresh: somebody who was staff a minute ago is not any more.
  const { user } = await requireIdentity(c, mayManageFlags, { fresh: true });
  if (!user.staff) throw new Fault("forbidden", "Only staff see and change the settings of this site.");
  return { id: user.id, login: user.login };
}

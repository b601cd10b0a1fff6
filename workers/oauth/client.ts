/**
 * Which program makes a request of the Twitch-shaped API, and for whom: by its access token and the Client-Id header, refused in Twitch's words.
 * Sessions count for nothing here: their cookie is for our own pages.
 */
import type { Context } from "hono";
import type { Scopes } from "#protocol/users/scopes.ts";
import { tokenShown } from "../auth/access-token.ts";
import { holderOfToken, type IdentifyOptions, type TokenIdentity } from "../auth/token-holder.ts";
import type { App } from "../env.ts";
import { HelixFault } from "../helix/fault.ts";
import { TooOften } from "../too-often.ts";

export type ApiClient = {
  readonly clientId: string;
  /** Null: the app's own token, which speaks for no user. */
  readonly identity: TokenIdentity | null;
  /** Of an app's own token: none. */
  readonly scopes: Scopes;
};

const NO_SCOPES: Scopes = new Set<string>();

/** The request's program. Throws a `HelixFault`: 401 for a token that is missing, wrong or another program's, 429 for who keeps guessing. */
export async function requireClient(c: Context<App>, options: IdentifyOptions = {}): Promise<ApiClient> {
  const shown = tokenShown(c.req.header("Authorization"));
  if (shown.kind === "nothing") throw new HelixFault(401, "OAuth token is missing");
  const clientId = c.req.header("Client-Id");
  if (clientId === undefined || clientId === "") throw new HelixFault(401, "Client ID is missing");
  const holder = shown.kind === "token" ? await known(c, shown.token, options) : null;
  if (holder === null) throw new HelixFault(401, "Invalid OAuth token");
  // Client ids are lower case, and no secret.
  if (holder.clientId !== clientId.toLowerCase()) throw new HelixFault(401, "Client ID and OAuth token do not match");
  return holder.via === "app"
    ? { clientId: holder.clientId, identity: null, scopes: NO_SCOPES }
    : { clientId: holder.clientId, identity: holder, scopes: holder.scopes };
}

async function known(c: Context<App>, token: string, options: IdentifyOptions) {
  try {
    return await holderOfToken(c, token, options);
  } catch (fault) {
    if (fault instanceof TooOften) throw new HelixFault(429, fault.message, fault);
    throw fault;
  }
}

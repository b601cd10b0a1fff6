/** `/api/auth/social`, `/callback` and `/connections`: logging in by an account at another site, and connecting one. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { type Provider, providerSchema, type SocialAnswer, socialSchema } from "#protocol/accounts/credentials.ts";
import { Fault } from "#protocol/errors.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { badRequest, sValidator } from "../validation.ts";
import { askAuth, askRaw, openedToken, siteOf } from "./ask.ts";
import { confirmPerson } from "./confirm-person.ts";
import { countTry } from "./limits.ts";
import { leaveOldSessions } from "./log-in.ts";
import { providerNames } from "./providers.ts";
import { connectionsOf, disconnect } from "./security-rows.ts";
import { accountOfSession, requireAccount } from "./session.ts";

/** Where a person chooses a login after coming by another site's account for the first time. */
const WELCOME_PATH = "/welcome";
const ERROR_PATH = "/login";
/** Parameters of the other site's answer, at most; each of so many characters. */
const MAX_PARAMETER_LENGTH = 4096;

const startedSchema = v.object({ url: v.pipe(v.string(), v.url()) });

export const socialRoutes = new Hono<App>()
  .post("/social/:provider", limitBody(MAX_JSON_BYTES), sValidator("json", socialSchema, badRequest), async (c) => {
    const provider = knownProvider(c);
    await countTry(c, null);
    const { returnTo } = c.req.valid("json");
    const account = await accountOfSession(c);
    // A connection lets somebody in for good, as a passkey does.
    if (account !== null) await confirmPerson(c, account, undefined);
    const common = { provider, callbackURL: returnTo, errorCallbackURL: account === null ? ERROR_PATH : returnTo };
    const { body } = await askAuth(c, (api, headers) =>
      account === null
        ? api.signInSocial({
            body: { ...common, newUserCallbackURL: WELCOME_PATH, disableRedirect: true },
            headers,
            asResponse: true,
          })
        : api.linkSocialAccount({ body: { ...common, disableRedirect: true }, headers, asResponse: true }),
    );
    const answer: SocialAnswer = { url: v.parse(startedSchema, body).url };
    return c.json(answer);
  })
  .get("/callback/:provider", async (c) => {
    const provider = knownProvider(c);
    await countTry(c, null);
    const query = Object.fromEntries(
      ["code", "state", "error", "iss"].flatMap((name) => {
        const value = c.req.query(name);
        return value === undefined || value.length > MAX_PARAMETER_LENGTH ? [] : [[name, value]];
      }),
    );
    const answer = await askRaw(c, (api, headers) =>
      api.callbackOAuth({ params: { id: provider }, query, headers, asResponse: true }),
    );
    if (openedToken(answer) !== null) await leaveOldSessions(c);
    return c.redirect(ownPath(answer.headers.get("Location"), siteOf(c)));
  })
  .get("/connections", async (c) => {
    const account = await requireAccount(c);
    return c.json(await connectionsOf(c.env.DB, account.id));
  })
  .delete("/connections/:provider", async (c) => {
    const account = await requireAccount(c);
    const provider = v.safeParse(providerSchema, c.req.param("provider"));
    if (!provider.success || !(await disconnect(c.env.DB, account.id, provider.output))) {
      throw new Fault("conflict", "There is no such connection, or it is the only way to log in to your account.");
    }
    return c.json(await connectionsOf(c.env.DB, account.id));
  });

function knownProvider(c: Context<App>): Provider {
  const provider = v.safeParse(providerSchema, c.req.param("provider"));
  if (provider.success && providerNames(c.env).includes(provider.output)) return provider.output;
  throw new Fault("not_found", "Accounts of this site are not taken here.");
}

/** The path that a redirection leads to on this site; the log-in page for one that leads elsewhere. */
export function ownPath(location: string | null, site: string): string {
  if (location === null || !URL.canParse(location, site)) return ERROR_PATH;
  const { origin, pathname, search, hash } = new URL(location, site);
  return origin === site ? `${pathname}${search}${hash}`.replace(/^\/+/, "/") : ERROR_PATH;
}

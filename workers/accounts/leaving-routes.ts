/** `GET /api/me/export` and `DELETE /api/me`: a person takes everything along, or leaves. `POST /api/purges`: the operator ends what is left, without waiting for the timed chores. */

import { Hono } from "hono";
import { type Deleted, deleteMeSchema, type Export } from "#protocol/accounts/me.ts";
import { loggable } from "#protocol/loggable.ts";
import { noAccountCookies } from "../auth/account-cookie.ts";
import { doubtSessionsOf } from "../auth/known-sessions.ts";
import { requireToken } from "../auth/require.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { revokeUser } from "../eventsub/revoke.ts";
import { endApps, endConnections } from "../oauth/ending.ts";
import { callObject } from "../object-calls.ts";
import { badRequest, sValidator } from "../validation.ts";
import { confirmPerson } from "./confirm-person.ts";
import { forgetPersons } from "./forget.ts";
import { forgetBrowser } from "./known-browser.ts";
import { deleteAccount, exportOf } from "./leaving-rows.ts";
import { countExport } from "./limits.ts";
import { chatOf } from "./personal-chat.ts";
import { ELSEWHERE } from "./personal-data.ts";
import { purge } from "./purge.ts";
import { requireOwnAccount } from "./session.ts";

export const leavingRoutes = new Hono<App>()
  .get("/me/export", async (c) => {
    const account = await requireOwnAccount(c);
    countExport(account.id);
    const answer: Export = {
      exportedAt: new Date().toISOString(),
      id: account.userId,
      tables: await exportOf(c.env.DB, account.userId, account.id),
      chat: await chatOf(c.env, account.userId),
      elsewhere: [...ELSEWHERE],
    };
    return c.json(answer, 200, { "Content-Disposition": 'attachment; filename="rill-export.json"' });
  })
  .delete("/me", limitBody(MAX_JSON_BYTES), sValidator("json", deleteMeSchema, badRequest), async (c) => {
    const account = await requireOwnAccount(c);
    await confirmPerson(c, account, c.req.valid("json").password);
    const now = Date.now();
    await revokeUser(c.env, account.userId);
    await endConnections(c.env, c.executionCtx, account.userId);
    await endApps(c.env, account.userId);
    await deleteAccount(c.env.DB, account.userId, account.id, now);
    doubtSessionsOf(account.userId, now);
    // After the rows: the key means no channel any more, and nobody comes back by it.
    await callObject(c.env.LIVE_CHANNEL, account.userId, (stub) => stub.revoke("the account was deleted"));
    c.executionCtx.waitUntil(
      Promise.all([purge(c.env.DB, c.env.MEDIA, now), forgetPersons(c.env, now)]).catch((cause) =>
        console.error("a purge is left to the timed chores", loggable(cause)),
      ),
    );
    for (const cookie of noAccountCookies(c.req.url)) c.header("Set-Cookie", cookie, { append: true });
    forgetBrowser(c);
    const answer: Deleted = { deleted: true };
    return c.json(answer);
  })
  .post("/purges", requireToken("OPERATOR_TOKEN"), async (c) => {
    const now = Date.now();
    const [purged, forgotten] = [await purge(c.env.DB, c.env.MEDIA, now), await forgetPersons(c.env, now)];
    return c.json({ done: purged && forgotten });
  });

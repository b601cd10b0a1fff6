/** `/api/apps`: the apps that somebody has registered. Their owner's alone, from our own pages: no token may make itself another. */
import { Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import {
  type CreatedApp,
  changeAppSchema,
  clientIdSchema,
  createAppSchema,
  MAX_APPS,
  type OwnApp,
} from "#protocol/oauth/app.ts";
import { CLIENT_ID_LENGTH, CLIENT_SECRET_LENGTH } from "#protocol/oauth/lifetimes.ts";
import { newLowerCaseSecret } from "../auth/access-token.ts";
import { hashOf } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { areAppsLetIn, NO_NEW_APPS } from "../flags/apps.ts";
import { badRequest, sValidator } from "../validation.ts";
import { appById, appsOfOwner, changeApp, changeAppSecret, insertApp, ownAppOf } from "./app-rows.ts";
import { endApp } from "./ending.ts";
import { requirePerson } from "./person.ts";

const small = limitBody(MAX_JSON_BYTES);

export const appRoutes = new Hono<App>()
  .get("/apps", async (c) => {
    const { user } = await requirePerson(c);
    const apps: readonly OwnApp[] = (await appsOfOwner(c.env.DB, user.id)).map(ownAppOf);
    return c.json({ apps });
  })
  .post("/apps", small, sValidator("json", createAppSchema, badRequest), async (c) => {
    const { user } = await requirePerson(c);
    if (!(await areAppsLetIn(c))) throw new Fault("unavailable", NO_NEW_APPS);
    const { name, kind, redirectUris } = c.req.valid("json");
    const secret = kind === "public" ? null : newLowerCaseSecret(CLIENT_SECRET_LENGTH);
    const app = await insertApp(c.env.DB, {
      clientId: newLowerCaseSecret(CLIENT_ID_LENGTH),
      ownerId: user.id,
      name,
      secretHash: secret === null ? null : await hashOf(secret),
      redirectUris: [...new Set(redirectUris)],
      now: Date.now(),
    });
    if (app === null) throw new Fault("conflict", `An account has at most ${MAX_APPS} apps.`);
    const created: CreatedApp = { ...ownAppOf(app), secret };
    return c.json(created, 201);
  })
  .patch("/apps/:clientId", small, sValidator("json", changeAppSchema, badRequest), async (c) => {
    const { user } = await requirePerson(c);
    const key = { clientId: knownId(c.req.param("clientId")), ownerId: user.id };
    const { name, redirectUris } = c.req.valid("json");
    const uris = redirectUris === undefined ? undefined : [...new Set(redirectUris)];
    const app = await changeApp(c.env.DB, key, { name, redirectUris: uris });
    if (app === null) throw noApp();
    const changed: OwnApp = ownAppOf(app);
    return c.json(changed);
  })
  .delete("/apps/:clientId", async (c) => {
    const { user } = await requirePerson(c);
    const key = { clientId: knownId(c.req.param("clientId")), ownerId: user.id };
    if (!(await endApp(c.env, key))) throw noApp();
    return c.body(null, 204);
  })
  .post("/apps/:clientId/secret", async (c) => {
    const { user } = await requirePerson(c);
    const clientId = knownId(c.req.param("clientId"));
    const secret = newLowerCaseSecret(CLIENT_SECRET_LENGTH);
    const app = await changeAppSecret(c.env.DB, { clientId, ownerId: user.id }, await hashOf(secret));
    if (app !== null) {
      const created: CreatedApp = { ...ownAppOf(app), secret };
      return c.json(created);
    }
    const known = await appById(c.env.DB, clientId);
    if (known?.owner_id === user.id) throw new Fault("conflict", "A public app has no secret.");
    throw noApp();
  });

const noApp = (): Fault => new Fault("not_found", "You have no such app.");

function knownId(clientId: string): string {
  if (!v.is(clientIdSchema, clientId)) throw noApp();
  return clientId;
}

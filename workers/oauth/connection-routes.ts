/** `/api/connections`: the apps that somebody lets in, and shutting one out again. */
import { Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { clientIdSchema } from "#protocol/oauth/app.ts";
import type { App } from "../env.ts";
import { endConnection } from "./ending.ts";
import { connectionsOf } from "./grants.ts";
import { requirePerson } from "./person.ts";

export const connectionRoutes = new Hono<App>()
  .get("/connections", async (c) => {
    const { user } = await requirePerson(c);
    const connections = await connectionsOf(c.env.DB, user.id, Date.now());
    return c.json({ connections });
  })
  .delete("/connections/:clientId", async (c) => {
    const { user } = await requirePerson(c);
    const clientId = c.req.param("clientId");
    const isDone = v.is(clientIdSchema, clientId) && (await endConnection(c.env, c.executionCtx, user.id, clientId));
    if (!isDone) throw new Fault("not_found", "You let no such app in.");
    return c.body(null, 204);
  });

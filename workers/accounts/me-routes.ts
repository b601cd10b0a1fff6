/** `/api/me`: what a person sees and changes of the own account, and the key and editors of its channel. By session alone: no program does this. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import {
  changeMeSchema,
  MAX_EDITORS,
  type Me,
  type NewStreamKey,
  renameSchema,
  type StreamKeyState,
} from "#protocol/accounts/me.ts";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { identify } from "../auth/identity.ts";
import { doubtSessionsOf } from "../auth/known-sessions.ts";
import { hashOf, newStreamKey } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import { replaceKey } from "../channels/rows.ts";
import { tellRenamed } from "../chat/renamed.ts";
import type { App } from "../env.ts";
import { emit } from "../events/emit.ts";
import { callObject } from "../object-calls.ts";
import { type UserRow, userByLogin } from "../users/rows.ts";
import { badRequest, sValidator } from "../validation.ts";
import { addEditor, editorsOf, removeEditor } from "./editors.ts";
import { changeMe, keyMadeAt, readMe, rename } from "./me-rows.ts";
import { requireOwnAccount } from "./session.ts";

const small = limitBody(MAX_JSON_BYTES);

export const meRoutes = new Hono<App>()
  .get("/me", async (c) => {
    const identity = await identify(c);
    if (identity?.via !== "session") throw new Fault("unauthorized", "Log in first. Access tokens do not count here.");
    return c.json(await meOf(c, identity.viewer.userId));
  })
  .patch("/me", small, sValidator("json", changeMeSchema, badRequest), async (c) => {
    const { userId } = await requireOwnAccount(c);
    const before = await meOf(c, userId);
    await changeMe(c.env.DB, before, c.req.valid("json"));
    doubtSessionsOf(userId, Date.now());
    const me = await meOf(c, userId);
    const isTold = me.displayName !== before.displayName || me.description !== before.description;
    if (me.displayName !== before.displayName || me.colour !== before.colour) {
      tellRenamed(c.env, c.executionCtx, me.login);
    }
    if (isTold) emit(c.env, c.executionCtx, { type: "user.update", channelId: userId });
    return c.json(me);
  })
  .post("/me/login", small, sValidator("json", renameSchema, badRequest), async (c) => {
    const { userId } = await requireOwnAccount(c);
    const { login } = c.req.valid("json");
    const me = await meOf(c, userId);
    const now = Date.now();
    if (login === me.login) throw new Fault("conflict", "This is your login already.");
    if (me.renameFrom !== null && me.renameFrom > now) {
      throw new Fault("rate_limited", "You changed your login of late. Wait until a week has passed.");
    }
    if ((await rename(c.env.DB, me, login, now)) === "taken")
      throw new Fault("conflict", `The login ${login} is taken.`);
    doubtSessionsOf(userId, now);
    emit(c.env, c.executionCtx, { type: "user.update", channelId: userId });
    return c.json(await meOf(c, userId));
  })
  .get("/me/stream-key", async (c) => {
    const { userId } = await requireOwnAccount(c);
    const state: StreamKeyState = { madeAt: await keyMadeAt(c.env.DB, userId) };
    return c.json(state);
  })
  .post("/me/stream-key", async (c) => {
    const { userId } = await requireOwnAccount(c);
    const { login } = await meOf(c, userId);
    const [streamKey, madeAt] = [newStreamKey(), Date.now()];
    const row = await replaceKey(c.env.DB, login, await hashOf(streamKey), madeAt);
    if (row === null) throw new Fault("not_found", "You have no channel.");
    await callObject(c.env.LIVE_CHANNEL, row.id, (stub) => stub.revoke("the stream key was rotated"));
    const made: NewStreamKey = { streamKey, madeAt };
    return c.json(made, 201);
  })
  .get("/me/editors", async (c) => {
    const { userId } = await requireOwnAccount(c);
    return c.json(await editorsOf(c.env.DB, userId));
  })
  .put("/me/editors/:login", async (c) => {
    const { userId } = await requireOwnAccount(c);
    const editor = await accountUser(c, c.req.param("login"));
    if (editor.id === userId) throw new Fault("conflict", "You may edit your own channel anyway.");
    const isAdded = await addEditor(c.env.DB, userId, editor.id, Date.now());
    if (!isAdded) throw new Fault("conflict", `A channel has at most ${MAX_EDITORS} editors.`);
    return c.json(await editorsOf(c.env.DB, userId));
  })
  .delete("/me/editors/:login", async (c) => {
    const { userId } = await requireOwnAccount(c);
    const editor = await accountUser(c, c.req.param("login"));
    await removeEditor(c.env.DB, userId, editor.id);
    return c.json(await editorsOf(c.env.DB, userId));
  });

async function meOf(c: Context<App>, userId: string): Promise<Me> {
  const me = await readMe(c.env.DB, userId);
  if (me === null) throw new Fault("not_found", "There is no such user.");
  return me;
}

/** Guests come and go: nothing is entrusted to one. */
async function accountUser(c: Context<App>, login: string): Promise<UserRow> {
  const user = v.is(loginSchema, login) ? await userByLogin(c.env.DB, login) : null;
  if (user === null || user.guest) throw new Fault("not_found", "There is no such user.");
  return user;
}

/** Moderation over HTTP: an action, the moderators' view, and the operator's table of standings. The room decides who may. */
import { Hono } from "hono";
import * as v from "valibot";
import { actionSchema } from "#protocol/chat/action.ts";
import { MAX_CHAT_BODY_BYTES, standingSchema } from "#protocol/chat/http.ts";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { mayAct, mayReadModeration } from "#protocol/users/scopes.ts";
import { requireIdentity } from "../auth/identity.ts";
import { requireToken } from "../auth/require.ts";
import { limitBody } from "../body-limit.ts";
import type { App } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { userByLogin } from "../users/rows.ts";
import { badRequest, sValidator } from "../validation.ts";
import { roomAnswer } from "./room-answers.ts";

export const moderationRoutes = new Hono<App>()
  .post(
    "/:login/moderation",
    limitBody(MAX_CHAT_BODY_BYTES),
    sValidator("json", actionSchema, badRequest),
    async (c) => {
      const action = c.req.valid("json");
      const { viewer } = await requireIdentity(c, (scopes) => mayAct(scopes, action));
      const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
      // Not tried again: an announcement would be made twice.
      const answer = await c.env.CHAT_ROOM.getByName(channelId)
        .act(viewer, crypto.randomUUID(), action)
        .catch((cause: unknown) => {
          throw new Fault("unavailable", "The chat cannot be reached right now. Try again in a moment.", cause);
        });
      return roomAnswer(channelId, answer);
    },
  )
  .get("/:login/moderation", async (c) => {
    const { viewer } = await requireIdentity(c, mayReadModeration);
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const view = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.view(viewer));
    if (view === null) throw new Fault("forbidden", "Only those who moderate this channel see this.");
    return c.json(view);
  })
  .put(
    "/:login/standings/:user",
    requireToken("OPERATOR_TOKEN"),
    limitBody(MAX_CHAT_BODY_BYTES),
    sValidator("json", standingSchema, badRequest),
    async (c) => {
      const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
      const login = c.req.param("user");
      const user = v.is(loginSchema, login) ? await userByLogin(c.env.DB, login) : null;
      if (user === null) throw new Fault("not_found", "There is no such user.");
      const standing = c.req.valid("json");
      await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.setStanding(user.id, standing));
      return c.json({ userId: user.id, login: user.login, ...standing });
    },
  );

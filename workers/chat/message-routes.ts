/** Messages over HTTP: `POST /chat/messages` and `GET /chat/:login/messages`. Finds out who speaks; the room decides. */
import { Hono } from "hono";
import { type ChatEvent, messageId } from "#protocol/chat/event.ts";
import { DEFAULT_PAGE_EVENTS, MAX_CHAT_BODY_BYTES, pageSchema, postMessageSchema } from "#protocol/chat/http.ts";
import { mayWrite } from "#protocol/users/scopes.ts";
import { requireIdentity, speakerOf } from "../auth/identity.ts";
import { limitBody } from "../body-limit.ts";
import type { App } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf, requireChannelId } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";
import { roomAnswer } from "./room-answers.ts";

export const messageRoutes = new Hono<App>()
  .post("/messages", limitBody(MAX_CHAT_BODY_BYTES), sValidator("json", postMessageSchema, badRequest), async (c) => {
    const viewer = speakerOf(await requireIdentity(c, mayWrite));
    const { channelId, message, replyTo, nonce = crypto.randomUUID() } = c.req.valid("json");
    await requireChannelId(c.env.DB, channelId);
    const said = { nonce, text: message, ...(replyTo === undefined ? {} : { replyTo }) };
    // A second try is the same message: the nonce stays.
    const answer = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.say(viewer, said));
    return roomAnswer(channelId, answer);
  })
  .get("/:login/messages", sValidator("query", pageSchema, badRequest), async (c) => {
    const { before = null, limit = DEFAULT_PAGE_EVENTS } = c.req.valid("query");
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const { events, kept } = await callObject(
      c.env.CHAT_ROOM,
      channelId,
      async (room) => await room.recent({ before, limit }),
    );
    return c.json({ channelId, kept, events: events.map((event) => withId(channelId, event)) });
  });

const withId = (channelId: string, event: ChatEvent) => ({ id: messageId(channelId, event.seq), ...event });

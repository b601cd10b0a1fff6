/** `GET /chat/:login`: opens a socket to the channel's room. Finds the room and checks who asks; what is said is the room's business. */
import { Hono } from "hono";
import { Fault } from "#protocol/errors.ts";
import { errorAnswer } from "../answers.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { isSameOrigin } from "./same-origin.ts";

export const chatRoutes = new Hono<App>().get("/:login", async (c) => {
  if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") return upgradeRequired();
  if (!isSameOrigin(c.req.header("Origin") ?? null, c.req.url)) {
    throw new Fault("forbidden", "Chat can be opened from this site's own pages only.");
  }
  const id = await channelIdOf(c.env.DB, c.req.param("login"));
  try {
    // Not tried again here: the client comes back by itself, with jitter.
    return await c.env.CHAT_ROOM.getByName(id).fetch(c.req.raw);
  } catch (cause) {
    throw new Fault("unavailable", "The chat cannot be reached right now. Try again in a moment.", cause);
  }
});

/** RFC 9110 15.5.22: the answer names the protocol that is needed. */
function upgradeRequired(): Response {
  const answer = errorAnswer("bad_request", "This address answers WebSocket connections only.");
  const headers = new Headers(answer.headers);
  headers.set("Upgrade", "websocket");
  return new Response(answer.body, { status: 426, headers });
}

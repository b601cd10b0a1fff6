/** The Twitch-shaped API at /helix, and at /mock, where programs look that were told of Twitch's own test server. */
import { Hono } from "hono";
import { emotePath } from "#protocol/chat/emote.ts";
import type { App } from "../env.ts";
import { calendarAnswer } from "../schedule/answers.ts";
import { standingOf } from "./documented.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { helixError } from "./fault.ts";
import { SIDE_OF_SCALE } from "./pictures.ts";
import { serve, serveOpen } from "./serve.ts";
import { broadcasterOf } from "./who.ts";

/** A day: where a picture is does not change, and its bytes are kept for ever. */
const A_DAY = "public, max-age=86400";

export const helixRoutes = new Hono<App>();

for (const endpoint of ENDPOINTS) helixRoutes.on(endpoint.method, endpoint.path, (c) => serve(c, endpoint));

helixRoutes
  // Calendar programs show no token, and follow it by its address.
  .get("/schedule/icalendar", (c) =>
    serveOpen(c, async (call) => calendarAnswer(call.db, await broadcasterOf(call), call.origin, call.nowMs)),
  )
  // What `template` of the lists of emotes leads to.
  .get("/emoticons/v2/:id/:format/:theme/:scale", (c) => {
    const { id, scale } = c.req.param();
    const side = SIDE_OF_SCALE[scale];
    if (side === undefined) return helixError(404, "There is no picture of this size.");
    return new Response(null, {
      status: 302,
      headers: { Location: emotePath(encodeURIComponent(id), side), "Cache-Control": A_DAY },
    });
  })
  .all("*", (c) => {
    const { method, path } = c.req;
    const operation = path.replace(/^\/[^/]*/, "");
    switch (standingOf(method, operation)) {
      case "removed":
        return helixError(410, "This API is not available.");
      case "not_built":
        return helixError(501, `${method} ${operation} is not built here.`);
      default:
        return helixError(404, "There is no such endpoint.");
    }
  });

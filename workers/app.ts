/** The Worker's application: one sub-app a subject, and what all answers share. Byte routes and sockets stand outside the typed API. */
import { Hono } from "hono";
import { crossOrigin, errorAnswer, faultAnswer } from "./answers.ts";
import { validateRoutes } from "./auth/validate-routes.ts";
import { channelRoutes } from "./channels/routes.ts";
import { emoteImageRoutes } from "./chat/emote-image-routes.ts";
import { ircRoutes } from "./chat/irc/routes.ts";
import { chatRoutes } from "./chat/routes.ts";
import { ticketRoutes } from "./chat/ticket-routes.ts";
import { debugRoutes } from "./debug/routes.ts";
import type { App as Bindings } from "./env.ts";
import { frontRoutes } from "./front.ts";
import { ingestRoutes } from "./ingest/routes.ts";
import { liveRoutes } from "./playback/live-routes.ts";
import { vodRoutes } from "./playback/vod-routes.ts";
import { userRoutes } from "./users/routes.ts";
import { sessionRoutes } from "./users/session-routes.ts";

const api = new Hono<Bindings>()
  .route("/api", channelRoutes)
  .route("/api", userRoutes)
  .route("/api", sessionRoutes)
  .route("/api", ticketRoutes)
  .route("/api/ingest", ingestRoutes);

/** The typed API: what `client.ts` calls. */
export type App = typeof api;

export const app = new Hono<Bindings>()
  .use(crossOrigin)
  .route("/", api)
  // Before the front page: it takes those at `/` that ask for a WebSocket.
  .route("/", ircRoutes)
  .route("/", frontRoutes)
  .route("/live", liveRoutes)
  .route("/vods", vodRoutes)
  .route("/chat", chatRoutes)
  .route("/emotes", emoteImageRoutes)
  .route("/oauth2", validateRoutes)
  // The name that Twitch's own test server has for it.
  .route("/auth", validateRoutes)
  .route("/debug", debugRoutes)
  .notFound(() => errorAnswer("not_found", "There is nothing at this address."))
  .onError(faultAnswer);

/** The Worker's application: one sub-app a subject, and what all answers share. Byte routes and sockets stand outside the typed API. */
import { Hono } from "hono";
import { accountRoutes } from "./accounts/routes.ts";
import { crossOrigin, faultAnswer } from "./answers.ts";
import { blockRoutes } from "./blocks/routes.ts";
import { categoryRoutes } from "./categories/routes.ts";
import { channelRoutes } from "./channels/routes.ts";
import { emoteImageRoutes } from "./chat/emote-image-routes.ts";
import { ircRoutes } from "./chat/irc/routes.ts";
import { chatRoutes, chatSocketRoutes } from "./chat/routes.ts";
import { ticketRoutes } from "./chat/ticket-routes.ts";
import { debugRoutes } from "./debug/routes.ts";
import { docRoutes } from "./docs/routes.ts";
import type { App as Bindings } from "./env.ts";
import { eventsubOperatorRoutes, eventsubSocketRoutes } from "./eventsub/session-routes.ts";
import { subscriptionRoutes } from "./eventsub/subscription-routes.ts";
import { flagRoutes } from "./flags/routes.ts";
import { followRoutes } from "./follows/routes.ts";
import { frontRoutes } from "./front.ts";
import { limitBodies, limitRequests, nameAndProtect } from "./gateway/gateway.ts";
import { helixRoutes } from "./helix/routes.ts";
import { unitRoutes } from "./helix/units-routes.ts";
import { imageRoutes } from "./images/routes.ts";
import { imageUploadRoutes } from "./images/upload-routes.ts";
import { ingestRoutes } from "./ingest/routes.ts";
import { configurationRoutes, ingestListRoutes } from "./ingests/routes.ts";
import { notificationRoutes } from "./notifications/routes.ts";
import { activateRoutes } from "./oauth/activate-routes.ts";
import { appRoutes } from "./oauth/app-routes.ts";
import { connectionRoutes } from "./oauth/connection-routes.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import { liveRoutes } from "./playback/live-routes.ts";
import { vodMediaRoutes, vodRoutes } from "./playback/vod-routes.ts";
import { pageOrNothing } from "./previews/page.ts";
import { previewRoutes } from "./previews/routes.ts";
import { scheduleRoutes } from "./schedule/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { stillRoutes } from "./stills/routes.ts";
import { stillUploadRoutes } from "./stills/upload-routes.ts";
import { streamRoutes } from "./streams/routes.ts";
import { studioRoutes } from "./studio/routes.ts";
import { userRoutes } from "./users/routes.ts";
import { sessionRoutes } from "./users/session-routes.ts";

const api = new Hono<Bindings>()
  .route("/api", channelRoutes)
  .route("/api", scheduleRoutes)
  .route("/api", imageUploadRoutes)
  .route("/api", followRoutes)
  .route("/api", blockRoutes)
  .route("/api", categoryRoutes)
  .route("/api", searchRoutes)
  .route("/api", userRoutes)
  .route("/api", sessionRoutes)
  .route(
    "/api",
    accountRoutes((url, init) => fetch(url, init)),
  )
  .route("/api", ticketRoutes)
  .route("/api", flagRoutes)
  .route("/api", appRoutes)
  .route("/api", connectionRoutes)
  .route("/api", studioRoutes)
  .route("/api", configurationRoutes)
  .route("/api", notificationRoutes)
  .route("/api", eventsubOperatorRoutes)
  .route("/streams", streamRoutes)
  .route("/", ingestListRoutes)
  .route("/api/ingest", ingestRoutes)
  .route("/api/ingest", stillUploadRoutes)
  .route("/chat", chatRoutes)
  .route("/vods", vodRoutes);

/** The typed API: what `client.ts` calls. */
export type App = typeof api;

export const app = new Hono<Bindings>()
  .use(nameAndProtect)
  .use(crossOrigin)
  .use(limitRequests)
  .use(limitBodies)
  .route("/", api)
  // Before the front page: it takes those at `/` that ask for a WebSocket.
  .route("/", ircRoutes)
  .route("/", frontRoutes)
  .route("/live", liveRoutes)
  .route("/vods", vodMediaRoutes)
  .route("/chat", chatSocketRoutes)
  .route("/emotes", emoteImageRoutes)
  .route("/images", imageRoutes)
  .route("/images/stills", stillRoutes)
  .route("/", previewRoutes)
  .route("/oauth2", oauthRoutes)
  // The name that Twitch's own test server has for it.
  .route("/auth", oauthRoutes)
  .route("/", activateRoutes)
  .route("/debug", debugRoutes)
  .route("/", eventsubSocketRoutes)
  .route("/", subscriptionRoutes)
  .route("/helix", subscriptionRoutes)
  .route("/mock", subscriptionRoutes)
  // After those below /helix that have routes of their own: it answers everything else there.
  .route("/helix", helixRoutes)
  // The names that Twitch's own test server has for it.
  .route("/mock", helixRoutes)
  .route("/units", unitRoutes)
  .onError(faultAnswer);

app.route("/", docRoutes(app.routes));
// Asked for when no route answers, and thus when all of them are there.
app.notFound((c) => pageOrNothing(c, app.routes));

/** The Worker's application: one sub-app a subject, and what all answers share. Byte routes and sockets stand outside the typed API. */
import { Hono } from "hono";
import { crossOrigin, errorAnswer, faultAnswer } from "./answers.ts";
import { channelRoutes } from "./channels/routes.ts";
import { chatRoutes } from "./chat/routes.ts";
import { debugRoutes } from "./debug/routes.ts";
import type { App as Bindings } from "./env.ts";
import { ingestRoutes } from "./ingest/routes.ts";
import { liveRoutes } from "./playback/live-routes.ts";
import { vodRoutes } from "./playback/vod-routes.ts";

const api = new Hono<Bindings>().route("/api", channelRoutes).route("/api/ingest", ingestRoutes);

/** The typed API: what `client.ts` calls. */
export type App = typeof api;

export const app = new Hono<Bindings>()
  .use(crossOrigin)
  .route("/", api)
  .route("/live", liveRoutes)
  .route("/vods", vodRoutes)
  .route("/chat", chatRoutes)
  .route("/debug", debugRoutes)
  .notFound(() => errorAnswer("not_found", "There is nothing at this address."))
  .onError(faultAnswer);

/**
 * `/streams`: the shortest way in for a program that broadcasts or plays. Says where to publish and where to play; the broadcast itself begins
 * when media arrives, since only then there is something to see.
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { idSchema } from "#protocol/ids.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { type StartedStream, type Stream, startStreamSchema } from "#protocol/streams/stream.ts";
import { requireIdentity } from "../auth/identity.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import { mayManageBroadcast } from "../channels/access.ts";
import { changeChannel } from "../channels/change.ts";
import { standingOf } from "../channels/standings.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { NO_NEW_BROADCASTS } from "../ingest/closed.ts";
import { serversOf } from "../ingests/ingests.ts";
import { badRequest, sValidator } from "../validation.ts";
import { broadcastOfId, channelOfId, type NamedRow } from "./rows.ts";

const NO_STORE = { "Cache-Control": "no-store" };
/** Where a person finds the stream key: it is shown when it is made, and never again. */
const KEY_PAGE = "/studio";

export const streamRoutes = new Hono<App>()
  .post("/start", limitBody(MAX_JSON_BYTES), sValidator("json", startStreamSchema, badRequest), async (c) => {
    const { viewer } = await requireIdentity(c, mayManageBroadcast);
    const row = await channelOfId(c.env.DB, viewer.userId);
    if (row === null) throw new Fault("not_found", "You have no channel yet; make one in the studio.");
    if (!(await flags(c)).isOn("broadcasts", { channelId: row.channel_id })) {
      throw new Fault("unavailable", NO_NEW_BROADCASTS);
    }
    const change = c.req.valid("json");
    if (Object.keys(change).length > 0) {
      await changeChannel(c.env, c.executionCtx, row.channel_id, change);
    }
    const stream = await channelStream(c, row);
    const publish = { protocol: "rtmp", servers: [...serversOf(c.env.INGESTS)], keyFrom: KEY_PAGE } as const;
    const started: StartedStream = { ...stream, publish };
    return c.json(started, 200, NO_STORE);
  })
  .get("/:id", async (c) => c.json(await streamOf(c, c.req.param("id")), 200, NO_STORE))
  .get("/:id/manifest.m3u8", async (c) => {
    const { login, state, broadcastId, recorded } = await streamOf(c, c.req.param("id"));
    if (recorded && broadcastId !== null) return c.redirect(`/vods/${broadcastId}/${MASTER_NAME}`, 302);
    if (state === "offline") throw new Fault("offline", "The channel is offline, and has no recording.");
    return c.redirect(`/live/${login}/${MASTER_NAME}`, 302);
  });

/** A channel's id is its stream's, now and later; a broadcast's id is of that broadcast, live and as a recording. */
async function streamOf(c: Context<App>, id: string): Promise<Stream> {
  if (!v.is(idSchema, id)) throw noStream();
  const channel = await channelOfId(c.env.DB, id);
  if (channel !== null) return channelStream(c, channel);
  const broadcast = await broadcastOfId(c.env.DB, id);
  if (broadcast === null) throw noStream();
  const { channel_id: channelId, login, vod_id: vodId } = broadcast;
  const state = vodId === null ? "live" : "offline";
  return { id, channelId, login, state, broadcastId: id, recorded: vodId !== null, manifest: manifestOf(id) };
}

/** What is on, or else the newest recording. */
async function channelStream(c: Context<App>, row: NamedRow): Promise<Stream> {
  const { channel_id: id, login, vod_id: vodId } = row;
  const { state, broadcastId } = await standingOf(c, id);
  const isOn = state !== "offline";
  return {
    id,
    channelId: id,
    login,
    state,
    broadcastId: isOn ? broadcastId : vodId,
    recorded: !isOn && vodId !== null,
    manifest: manifestOf(id),
  };
}

const manifestOf = (id: string): string => `/streams/${id}/manifest.m3u8`;
const noStream = (): Fault => new Fault("not_found", "There is no such stream.");

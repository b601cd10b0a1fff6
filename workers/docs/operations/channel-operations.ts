/** What the routes of channels, streams and encoders are for. */

import * as v from "valibot";
import { panelsSchema } from "#protocol/channel/about.ts";
import { channelStateSchema, createdChannelSchema, vodSchema } from "#protocol/channel/channel.ts";
import { healthFeedSchema } from "#protocol/channel/health.ts";
import { scheduleSchema } from "#protocol/channel/schedule.ts";
import { liveChannelsSchema } from "#protocol/discovery/live.ts";
import { configurationSchema } from "#protocol/ingest/client-configuration.ts";
import { ingestListSchema } from "#protocol/ingest/servers.ts";
import { startedStreamSchema, streamSchema } from "#protocol/streams/stream.ts";
import type { Operations } from "../operation.ts";

const channels = { tag: "Channels", who: "anybody" } as const;
const encoders = { tag: "Encoders", who: "anybody" } as const;
const playback = { tag: "Playback", who: "anybody" } as const;
const operator = { tag: "Staff", who: "operator" } as const;
const PLAYLIST = "application/vnd.apple.mpegurl";
const MANAGE = ["channel:manage:broadcast"];
/** Every change is answered with the whole of it. */
const schedule = { tag: "Channels", who: "broadcaster", scopes: MANAGE, answer: scheduleSchema } as const;
const FORM = "multipart/form-data";

export const CHANNEL_OPERATIONS: Operations = {
  "GET /api/live": { ...channels, summary: "Who is live, most viewers first.", answer: liveChannelsSchema },
  "GET /api/channels/:login": {
    ...channels,
    summary: "A channel, and whether it is live.",
    answer: channelStateSchema,
  },
  "GET /api/channels/:login/vods": {
    ...channels,
    summary: "A channel's recordings, newest first.",
    answer: v.object({ vods: v.array(vodSchema) }),
  },
  "POST /api/channels/:login/heartbeat": {
    ...channels,
    summary: "A viewer is there: sent every 15 s by the player, and answered with how many there are.",
    answer: v.object({ viewers: v.number() }),
  },
  "PATCH /api/channels/:login": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Changes what a channel says of itself; its editors may too.",
    answer: channelStateSchema,
  },
  "GET /api/channels/:login/panels": {
    ...channels,
    summary: "The panels below a channel's picture.",
    answer: panelsSchema,
  },
  "PUT /api/channels/:login/panels": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Replaces the panels; the channel's editors may too.",
    answer: panelsSchema,
  },
  "GET /api/channels/:login/schedule": {
    ...channels,
    summary: "When the channel means to be live.",
    answer: scheduleSchema,
  },
  "GET /api/channels/:login/schedule.ics": {
    ...channels,
    summary: "The same as a calendar file, which calendar programs follow.",
    contentType: "text/calendar",
  },
  "POST /api/channels/:login/schedule/segments": {
    ...schedule,
    status: 201,
    summary: "Plans a broadcast, once or every week; the channel's editors may too.",
  },
  "PATCH /api/channels/:login/schedule/segments/:segment": {
    ...schedule,
    summary: "Changes a segment and all its broadcasts; the channel's editors may too.",
  },
  "DELETE /api/channels/:login/schedule/segments/:segment": {
    ...schedule,
    summary: "Takes a segment away with all its broadcasts; the channel's editors may too.",
  },
  "PUT /api/channels/:login/schedule/segments/:segment/cancelled/:week": {
    ...schedule,
    summary: "Cancels a segment's broadcast in one week; the channel's editors may too.",
  },
  "DELETE /api/channels/:login/schedule/segments/:segment/cancelled/:week": {
    ...schedule,
    summary: "Has a cancelled broadcast take place after all; the channel's editors may too.",
  },
  "PUT /api/channels/:login/schedule/vacation": {
    ...schedule,
    summary: "Says when nothing takes place; the channel's editors may too.",
  },
  "DELETE /api/channels/:login/schedule/vacation": {
    ...schedule,
    summary: "Ends the vacation; the channel's editors may too.",
  },
  "GET /api/channels/:login/health": {
    tag: "Channels",
    who: "broadcaster",
    scopes: ["user:read:broadcast", ...MANAGE],
    summary: "How the broadcast runs, second by second.",
    answer: healthFeedSchema,
  },
  "PUT /api/channels/:login/avatar": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Uploads the channel's picture, in the sizes that are shown.",
    bodyType: FORM,
  },
  "DELETE /api/channels/:login/avatar": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Takes the channel's picture away.",
  },
  "PUT /api/channels/:login/banner": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Uploads the channel's banner.",
    bodyType: FORM,
  },
  "DELETE /api/channels/:login/banner": {
    tag: "Channels",
    who: "broadcaster",
    scopes: MANAGE,
    summary: "Takes the channel's banner away.",
  },
  "POST /api/channels": { ...operator, summary: "Makes a channel.", status: 201, answer: createdChannelSchema },
  "GET /api/channels": {
    ...operator,
    summary: "All channels.",
    answer: v.object({ channels: v.array(channelStateSchema) }),
  },
  "POST /api/channels/:login/key": {
    ...operator,
    summary: "Makes a new stream key; the old one ends at once.",
    answer: createdChannelSchema,
  },
  "POST /streams/start": {
    tag: "Streams",
    who: "broadcaster",
    scopes: MANAGE,
    summary:
      "Where to publish and where it will play. The broadcast begins when media arrives at one of the servers; asking twice changes nothing.",
    answer: startedStreamSchema,
  },
  "GET /streams/:id": {
    tag: "Streams",
    who: "anybody",
    summary: "A stream, by its channel's id or the id of one broadcast.",
    answer: streamSchema,
  },
  "GET /streams/:id/manifest.m3u8": {
    tag: "Streams",
    who: "anybody",
    summary: "Leads to the multivariant playlist: of what is on, or else of the newest recording.",
    status: 302,
  },
  "GET /vods/:id": {
    tag: "Streams",
    who: "anybody",
    summary: "A recording; a browser gets its page.",
    answer: vodSchema,
  },
  "GET /vods/:id/master.m3u8": { ...playback, summary: "A recording's multivariant playlist.", contentType: PLAYLIST },
  "GET /vods/:id/:rendition/:file": {
    ...playback,
    summary: "A recording's media playlist, or a file of it.",
    contentType: "video/mp4",
  },
  "GET /live/:login/master.m3u8": {
    ...playback,
    summary: "A live channel's multivariant playlist.",
    contentType: PLAYLIST,
  },
  "GET /live/:login/:broadcastId/:rendition/:file": {
    ...playback,
    summary: "A media playlist with blocking reload (`_HLS_msn`, `_HLS_part`, `_HLS_skip`), or a part or segment.",
    contentType: "video/mp4",
  },
  "GET /emotes/:id/:side": {
    ...playback,
    summary: "An emote's picture, by its side in pixels.",
    contentType: "image/*",
  },
  "GET /ingests": {
    ...encoders,
    summary: "The servers to send to, best first, as OBS reads them.",
    answer: ingestListSchema,
  },
  "POST /api/v3/GetClientConfiguration": {
    ...encoders,
    summary: "How OBS should encode, by the stream key. Refusals are answered with 200 and say why in `status`.",
    answer: configurationSchema,
  },
};

/** Channels for people and for the operator: create, rotate the key, read, list, count viewers. */
import { Hono } from "hono";
import * as v from "valibot";
import {
  type ChannelState,
  type CreatedChannel,
  createChannelSchema,
  heartbeatSchema,
  type Vod,
} from "#protocol/channel/channel.ts";
import { DEFAULT_PAGE } from "#protocol/discovery/category.ts";
import { type LiveChannels, liveQuerySchema } from "#protocol/discovery/live.ts";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { requireToken } from "../auth/require.ts";
import { hashOf, newStreamKey } from "../auth/secrets.ts";
import { categoryIdOf } from "../categories/rows.ts";
import type { App } from "../env.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";
import { aboutRoutes } from "./about-routes.ts";
import { Heartbeats } from "./heartbeats.ts";
import { allChannels, describedByLogin, liveChannels } from "./listed-rows.ts";
import { FROM_THE_TOP, pageOf, placeAfter } from "./paging.ts";
import { insertChannel, replaceKey, vodsOfChannel } from "./rows.ts";
import { channelState, listedState, vodOf } from "./shapes.ts";
import { standingOf } from "./standings.ts";

const PUBLIC_SECOND = "public, max-age=1, stale-if-error=0";
const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";

const heartbeats = new Heartbeats();
/** A place in the list of live channels: viewers, and channel. */
const livePlace = v.strictTuple([v.number(), v.number()]);

export const channelRoutes = new Hono<App>()
  .post("/channels", requireToken("OPERATOR_TOKEN"), sValidator("json", createChannelSchema, badRequest), async (c) => {
    const { login, displayName, title } = c.req.valid("json");
    const streamKey = newStreamKey();
    const keyHash = await hashOf(streamKey);
    const channel = { login, displayName, title: title ?? "", keyHash, now: Date.now() };
    const row = await insertChannel(c.env.DB, channel);
    if (row === null) throw new Fault("conflict", `The login ${login} is taken.`);
    const created: CreatedChannel = { login: row.login, id: row.id, streamKey };
    return c.json(created, 201);
  })
  .get("/channels", requireToken("OPERATOR_TOKEN"), async (c) => {
    const channels: ChannelState[] = (await allChannels(c.env.DB)).map(listedState);
    return c.json({ channels });
  })
  .post("/channels/:login/key", requireToken("OPERATOR_TOKEN"), async (c) => {
    const streamKey = newStreamKey();
    const row = await replaceKey(c.env.DB, c.req.param("login"), await hashOf(streamKey), Date.now());
    if (row === null) throw noChannel();
    await callObject(c.env.LIVE_CHANNEL, row.id, (stub) => stub.revoke("the stream key was rotated"));
    const created: CreatedChannel = { login: row.login, id: row.id, streamKey };
    return c.json(created);
  })
  .get("/channels/:login", async (c) => {
    const login = c.req.param("login");
    const row = v.is(loginSchema, login) ? await describedByLogin(c.env.DB, login) : null;
    if (row === null) throw noChannel();
    const state: ChannelState = channelState(row, await standingOf(c, row.id));
    return c.json(state, 200, { "Cache-Control": PUBLIC_SECOND });
  })
  .get("/channels/:login/vods", async (c) => {
    const rows = await vodsOfChannel(c.env.DB, await channelIdOf(c.env.DB, c.req.param("login")));
    const vods: Vod[] = rows.map(vodOf);
    return c.json({ vods }, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  })
  .post("/channels/:login/heartbeat", sValidator("json", heartbeatSchema, badRequest), async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const keepAlive = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
    const viewers = await heartbeats.beat(channelId, c.req.valid("json").viewer, Date.now(), keepAlive, (ids) =>
      callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.heartbeats([...ids])),
    );
    return c.json({ viewers });
  })
  .get("/live", sValidator("query", liveQuerySchema, badRequest), async (c) => {
    const { category, tag = null, language = null, cursor, limit = DEFAULT_PAGE } = c.req.valid("query");
    const categoryId = category === undefined ? null : await categoryIdOf(c.env.DB, category);
    const place = placeAfter("live", livePlace, cursor, FROM_THE_TOP);
    const isNowhere = category !== undefined && categoryId === null;
    const found = isNowhere ? [] : await liveChannels(c.env.DB, { categoryId, tag, language }, place, limit + 1);
    const page = pageOf("live", found, limit, ({ viewers, id }): [number, number] => [viewers ?? 0, Number(id)]);
    const answer: LiveChannels = { channels: page.entries.map(listedState), cursor: page.cursor };
    return c.json(answer, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  })
  .route("/", aboutRoutes);

const noChannel = (): Fault => new Fault("not_found", "There is no such channel.");

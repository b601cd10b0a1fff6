/** Channels for people and for the operator: create, rotate the key, retitle, read, list, count viewers. */
import { sValidator } from "@hono/standard-validator";
import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { ChannelStanding } from "#durable-objects/live-channel/calls.ts";
import {
  type ChannelState,
  type CreatedChannel,
  createChannelSchema,
  heartbeatSchema,
  type Vod,
} from "#protocol/channel/channel.ts";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { requireToken } from "../auth/require.ts";
import { hashOf, newStreamKey } from "../auth/secrets.ts";
import { Coalescer } from "../coalesce.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest } from "../validation.ts";
import { Heartbeats } from "./heartbeats.ts";
import {
  allChannels,
  channelByLogin,
  insertChannel,
  liveChannels,
  replaceKey,
  setTitle,
  vodsOfChannel,
} from "./rows.ts";
import { channelState, listedState, vodOf } from "./shapes.ts";

/** An isolate asks a channel's object for its standing at most this often, milliseconds. */
const STANDING_MS = 1000;
/** Standings that an isolate remembers. */
const MAX_STANDINGS = 500;
const PUBLIC_SECOND = "public, max-age=1, stale-if-error=0";
const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";

const heartbeats = new Heartbeats();
const standings = new Lru<{ readonly at: number; readonly standing: ChannelStanding }>(MAX_STANDINGS);
const asking = new Coalescer<ChannelStanding>();

const titleSchema = v.object({ title: v.pipe(v.string(), v.trim(), v.maxLength(140)) });

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
    const row = await replaceKey(c.env.DB, c.req.param("login"), await hashOf(streamKey));
    if (row === null) throw noChannel();
    await callObject(c.env.LIVE_CHANNEL, row.id, (stub) => stub.revoke("the stream key was rotated"));
    const created: CreatedChannel = { login: row.login, id: row.id, streamKey };
    return c.json(created);
  })
  .patch("/channels/:login", requireToken("OPERATOR_TOKEN"), sValidator("json", titleSchema, badRequest), async (c) => {
    const row = await setTitle(c.env.DB, c.req.param("login"), c.req.valid("json").title);
    if (row === null) throw noChannel();
    const state: ChannelState = channelState(row, await standingOf(c, row.id));
    return c.json(state);
  })
  .get("/channels/:login", async (c) => {
    const login = c.req.param("login");
    const row = v.is(loginSchema, login) ? await channelByLogin(c.env.DB, login) : null;
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
  .get("/live", async (c) => {
    const channels: ChannelState[] = (await liveChannels(c.env.DB)).map(listedState);
    return c.json({ channels }, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  });

const noChannel = (): Fault => new Fault("not_found", "There is no such channel.");

async function standingOf(c: Context<App>, channelId: string): Promise<ChannelStanding> {
  const known = standings.get(channelId);
  if (known !== undefined && Date.now() - known.at < STANDING_MS) return known.standing;
  const keepAlive = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
  const standing = await asking.run(channelId, keepAlive, () =>
    callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.state()),
  );
  standings.set(channelId, { at: Date.now(), standing });
  return standing;
}

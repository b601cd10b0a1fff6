/** What transcoder nodes ask: opening a broadcast, and the uplink's WebSocket. Checks who asks; the channel's object decides. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { idSchema } from "#protocol/ids.ts";
import { type OpenResponse, openRequestSchema } from "#protocol/ingest/open.ts";
import { callerOf, MAX_FAILURES } from "../auth/caller-limit.ts";
import { requireToken } from "../auth/require.ts";
import { hashOf } from "../auth/secrets.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import { channelByKeyHash } from "../channels/rows.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { callObject } from "../object-calls.ts";
import { badRequest, sValidator } from "../validation.ts";

/** Wrong stream keys, by address of the publisher. */
const wrongKeys = new SharedLimit({ name: "wrong stream keys", most: MAX_FAILURES });

export const ingestRoutes = new Hono<App>()
  .post("/open", requireToken("NODE_TOKEN"), sValidator("json", openRequestSchema, badRequest), async (c) => {
    const { streamKey, nodeId, publisher } = c.req.valid("json");
    const caller = publisher === undefined ? null : callerOf(publisher);
    const tooOften: OpenResponse = { outcome: "denied", reason: "too_often" };
    if (caller !== null && wrongKeys.isGuesser(caller)) return c.json(tooOften);
    const channel = await channelByKeyHash(c.env.DB, await hashOf(streamKey));
    const unknown: OpenResponse = { outcome: "denied", reason: "unknown_key" };
    if (channel === null) {
      if (caller !== null) await wrongKeys.noteGuess(c, caller);
      return c.json(unknown);
    }
    const closed: OpenResponse = { outcome: "denied", reason: "closed" };
    if (!(await mayBegin(c, channel.id))) return c.json(closed);
    const stub = c.env.LIVE_CHANNEL.getByName(channel.id);
    const opened = await stub.open({ channelId: channel.id, login: channel.login, nodeId }).catch((cause: unknown) => {
      throw new Fault("unavailable", "The channel cannot be reached right now.", cause);
    });
    if (opened.outcome === "recovering") throw new Fault("unavailable", "The channel is being restored. Try again.");
    const response: OpenResponse = opened;
    return c.json(response);
  })
  .get("/channels/:channelId/broadcasts/:broadcastId/uplink", async (c) => {
    const { channelId, broadcastId } = c.req.param();
    if (!v.is(idSchema, channelId) || !v.is(idSchema, broadcastId))
      throw new Fault("not_found", "There is no such uplink.");
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      throw new Fault("bad_request", "This address answers WebSocket connections only.");
    }
    // The object checks the upload token: it holds the lease. An object of a channel that never was has none, and refuses.
    return c.env.LIVE_CHANNEL.getByName(channelId).fetch(c.req.raw);
  });

/** Whether a broadcast may begin; one that is on, or in its grace, goes on whatever the operator switched off. */
async function mayBegin(c: Context<App>, channelId: string): Promise<boolean> {
  if ((await flags(c)).isOn("broadcasts", { channelId })) return true;
  const { broadcastId } = await callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.state());
  return broadcastId !== null;
}

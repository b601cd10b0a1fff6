/** How channels stand at the moment, as their objects say: remembered by the isolate for a second, asked for once by all who ask at a time. */
import type { Context } from "hono";
import type { ChannelStanding } from "#durable-objects/live-channel/calls.ts";
import { Coalescer } from "../coalesce.ts";
import type { App } from "../env.ts";
import { Lru } from "../lru.ts";
import { callObject } from "../object-calls.ts";

/** An isolate asks a channel's object for its standing at most this often, milliseconds. */
const STANDING_MS = 1000;
/** Standings that an isolate remembers. */
const MAX_STANDINGS = 500;

const standings = new Lru<{ readonly at: number; readonly standing: ChannelStanding }>(MAX_STANDINGS);
const asking = new Coalescer<ChannelStanding>();

type Asked = Pick<Context<App>, "env" | "executionCtx">;

export async function standingOf(c: Asked, channelId: string): Promise<ChannelStanding> {
  const known = standings.get(channelId);
  if (known !== undefined && Date.now() - known.at < STANDING_MS) return known.standing;
  const keepAlive = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
  const standing = await asking.run(channelId, keepAlive, () =>
    callObject(c.env.LIVE_CHANNEL, channelId, (stub) => stub.state()),
  );
  standings.set(channelId, { at: Date.now(), standing });
  return standing;
}

/**
 * The WebSocket transport: `GET /ws` and `/eventsub/ws`, as Twitch and its test server have it; and the operator's wish that a session's client
 * comes back by a new socket. Only upgrades: who the client is it says later, by subscribing for its session.
 */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { DEFAULT_KEEPALIVE_S, MAX_KEEPALIVE_S, MIN_KEEPALIVE_S } from "#protocol/events/session.ts";
import { sessionIdSchema } from "#protocol/events/subscription.ts";
import { requireToken } from "../auth/require.ts";
import { newSessionSecret } from "../auth/secrets.ts";
import { countUpgrade } from "../chat/socket.ts";
import { isUpgrade, upgradeRequired } from "../chat/upgrade-required.ts";
import type { App } from "../env.ts";

const keepaliveSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9]{1,3}$/),
  v.transform(Number),
  v.minValue(MIN_KEEPALIVE_S),
  v.maxValue(MAX_KEEPALIVE_S),
);

export const eventsubSocketRoutes = new Hono<App>().get("/ws", openSession).get("/eventsub/ws", openSession);

export const eventsubOperatorRoutes = new Hono<App>().post(
  "/eventsub/sessions/:id/reconnect",
  requireToken("OPERATOR_TOKEN"),
  async (c) => {
    const id = c.req.param("id");
    const told = v.is(sessionIdSchema, id) ? await c.env.EVENTSUB_SESSION.getByName(id).askReconnect() : "gone";
    if (told === "gone") throw new Fault("not_found", "There is no such session.");
    return c.body(null, 202);
  },
);

async function openSession(c: Context<App>): Promise<Response> {
  if (!isUpgrade(c.req.header("Upgrade"))) return upgradeRequired();
  countUpgrade(c);
  const reconnect = c.req.query("reconnect");
  const id = reconnect === undefined ? newSessionSecret() : c.req.query("session");
  if (!v.is(sessionIdSchema, id)) throw new Fault("bad_request", "This is no address to reconnect to.");
  const wanted = v.safeParse(keepaliveSchema, c.req.query("keepalive_timeout_seconds") ?? String(DEFAULT_KEEPALIVE_S));
  if (!wanted.success) {
    throw new Fault("bad_request", `keepalive_timeout_seconds is ${MIN_KEEPALIVE_S} to ${MAX_KEEPALIVE_S}.`);
  }
  const call = new URL("https://eventsub-session.invalid/");
  call.searchParams.set("keepalive", String(wanted.output));
  call.searchParams.set("address", socketAddress(c.req.url));
  if (reconnect !== undefined) call.searchParams.set("reconnect", reconnect.slice(0, MAX_TOKEN));
  const { status, webSocket } = await reach(c, id, call);
  if (status !== 101 || webSocket === null) throw unavailable();
  return new Response(null, { status: 101, webSocket });
}

/** Characters of a reconnect's token that are looked at; ours are fewer. */
const MAX_TOKEN = 64;

/** Where the client came to, as the address of a WebSocket. */
function socketAddress(requested: string): string {
  const { protocol, host, pathname } = new URL(requested);
  return `${protocol === "http:" ? "ws:" : "wss:"}//${host}${pathname}`;
}

async function reach(c: Context<App>, id: string, call: URL): Promise<Response> {
  try {
    // Not tried again here: the client comes back by itself.
    return await c.env.EVENTSUB_SESSION.getByName(id).fetch(call, { headers: { Upgrade: "websocket" } });
  } catch (cause) {
    throw unavailable(cause);
  }
}

const unavailable = (cause?: unknown): Fault =>
  new Fault("unavailable", "Events cannot be listened to right now. Try again in a moment.", cause);

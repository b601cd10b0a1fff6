/**
 * IRC over WebSocket, for Twitch's chat clients: `GET /irc`, and `GET /` when it asks for a WebSocket; Twitch's clients know no other path.
 * Only upgrades: who the client is it says later, to the gateway.
 *
 * The application mounts this with `.route("/", ircRoutes)`, before the front page.
 */
import { type Context, Hono } from "hono";
import { Fault } from "#protocol/errors.ts";
import { IRC_CALLER_HEADER } from "#protocol/irc/gateway.ts";
import { callerOf } from "../../auth/caller-limit.ts";
import type { App } from "../../env.ts";
import { countUpgrade } from "../socket.ts";
import { isUpgrade, upgradeRequired } from "../upgrade-required.ts";
import { gatewayName, Shards } from "./shards.ts";

/** The name that Twitch's clients offer; those that offer it do without no answer. */
const IRC_PROTOCOL = "irc";
/** Gateways look at headers only. */
const GATEWAY_URL = "https://irc-gateway.invalid/";
const UNAVAILABLE = 503;

/** What this isolate knows of full gateways. */
const shards = new Shards();

export const ircRoutes = new Hono<App>()
  .get("/irc", (c) => (isUpgrade(c.req.header("Upgrade")) ? openIrc(c) : upgradeRequired()))
  .get("/", (c, next) => (isUpgrade(c.req.header("Upgrade")) ? openIrc(c) : next()));

async function openIrc(c: Context<App>): Promise<Response> {
  countUpgrade(c);
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  const headers = { Upgrade: "websocket", ...(caller === "unknown" ? {} : { [IRC_CALLER_HEADER]: caller }) };
  for (const number of shards.order(Date.now(), Math.random)) {
    const { status, webSocket } = await reach(c, number, headers);
    if (status === 101 && webSocket !== null) return switched(webSocket, offersIrc(c));
    if (status !== UNAVAILABLE) break;
    shards.full(number, Date.now());
  }
  throw new Fault("unavailable", "Chat cannot be reached over IRC right now. Try again in a moment.");
}

async function reach(c: Context<App>, number: number, headers: Record<string, string>): Promise<Response> {
  try {
    // Not tried again here: the client comes back by itself.
    return await c.env.IRC_GATEWAY.getByName(gatewayName(number)).fetch(GATEWAY_URL, { headers });
  } catch (cause) {
    throw new Fault("unavailable", "Chat cannot be reached over IRC right now. Try again in a moment.", cause);
  }
}

const offersIrc = (c: Context<App>): boolean =>
  (c.req.header("Sec-WebSocket-Protocol") ?? "").split(",").some((name) => name.trim() === IRC_PROTOCOL);

/** A protocol is named when it was offered, and only then: both kinds of client insist. */
function switched(webSocket: WebSocket, isNamed: boolean): Response {
  const headers = new Headers(isNamed ? { "Sec-WebSocket-Protocol": IRC_PROTOCOL } : {});
  return new Response(null, { status: 101, webSocket, headers });
}

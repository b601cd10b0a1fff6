/** A viewer's socket: finds out who asks, and hands it to the room or relay with that and nothing else of what the client sent. */
import type { Context } from "hono";
import { CHAT_CLOSE } from "#protocol/chat/frames.ts";
import { CHAT_PROTOCOL } from "#protocol/chat/http.ts";
import { VIEWER_HEADER, type Viewer, writeViewer } from "#protocol/chat/viewer.ts";
import { Fault } from "#protocol/errors.ts";
import { mayWrite } from "#protocol/users/scopes.ts";
import { CallerLimit, callerOf, MAX_UPGRADES } from "../auth/caller-limit.ts";
import { identify, speakerOf } from "../auth/identity.ts";
import { readTicket, ticketSecret } from "../auth/tickets.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { placeViewer } from "./placement.ts";
import { isSameOrigin } from "./same-origin.ts";

/** Sockets opened through one isolate, by address. */
const upgrades = new CallerLimit(MAX_UPGRADES);
/** The objects look at headers only. */
const OBJECT_URL = "https://chat.invalid/socket";

/** Throws a `rate_limited` Fault for an address that opens too many. Benches on one machine are let be. */
export function countUpgrade(c: Context<App>): void {
  if (c.env.DEVELOPMENT === "1") return;
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  const now = Date.now();
  if (upgrades.isOver(caller, now)) throw new Fault("rate_limited", "Too many connections. Try again in a minute.");
  upgrades.note(caller, now);
}

export async function openSocket(c: Context<App>, channelId: string): Promise<Response> {
  const offer = readOffer(c.req.header("Sec-WebSocket-Protocol"));
  const viewer =
    offer.ticket === null ? await viewerWithoutTicket(c) : await viewerOfTicket(c, channelId, offer.ticket);
  if (viewer === "bad ticket")
    return closed(CHAT_CLOSE.badTicket, "the ticket is forged, over, or for another channel");
  const headers = new Headers({ Upgrade: "websocket" });
  if (viewer !== null) headers.set(VIEWER_HEADER, writeViewer(viewer));
  const { status, webSocket } = await placed(c, channelId, new Request(OBJECT_URL, { headers }));
  if (status !== 101 || webSocket === null) {
    throw new Fault("unavailable", "The chat is full right now. Try again in a moment.");
  }
  return switched(webSocket, offer.named);
}

type Offer = { readonly named: boolean; readonly ticket: string | null };

/** `rill.chat, <ticket>`; the ticket may be missing. */
function readOffer(header: string | undefined): Offer {
  const offered = (header ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(CHAT_PROTOCOL)) return { named: false, ticket: null };
  const others = offered.filter((name) => name !== "" && name !== CHAT_PROTOCOL);
  return { named: true, ticket: others[0] ?? null };
}

/** A ticket says who asks, wherever the page is from: its holder was told it on purpose. */
async function viewerOfTicket(c: Context<App>, channelId: string, ticket: string): Promise<Viewer | "bad ticket"> {
  const secret = ticketSecret(c.env.CHAT_SECRET);
  const viewer = secret === null ? null : await readTicket(ticket, channelId, secret, Date.now());
  return viewer ?? "bad ticket";
}

/** Programs show a token; pages of this site have a cookie; pages of other sites need a ticket. */
async function viewerWithoutTicket(c: Context<App>): Promise<Viewer | null> {
  if (!isSameOrigin(c.req.header("Origin") ?? null, c.req.url)) {
    throw new Fault("forbidden", "A page of another site needs a ticket to open this chat.");
  }
  // Fresh: a socket lasts for hours.
  const identity = await identify(c, { fresh: true });
  return identity === null || !mayWrite(identity.scopes) ? null : speakerOf(identity);
}

async function placed(c: Context<App>, channelId: string, request: Request): Promise<Response> {
  try {
    // Not tried again here: the client comes back by itself, with jitter.
    const growAt = (await flags(c)).number("chat_relay_sockets");
    return await placeViewer(c.env, channelId, request, Math.random, growAt);
  } catch (cause) {
    throw new Fault("unavailable", "The chat cannot be reached right now. Try again in a moment.", cause);
  }
}

function switched(webSocket: WebSocket, named: boolean): Response {
  const headers = new Headers(named ? { "Sec-WebSocket-Protocol": CHAT_PROTOCOL } : {});
  return new Response(null, { status: 101, webSocket, headers });
}

/** Scripts cannot read the status of a refused upgrade, but they can read a close code. */
function closed(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return switched(client, true);
}

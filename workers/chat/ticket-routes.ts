/** `POST /api/chat/ticket`: what a page shows when it opens a socket. */
import { Hono } from "hono";
import { type Ticket, ticketRequestSchema } from "#protocol/chat/http.ts";
import { Fault } from "#protocol/errors.ts";
import { mayWrite } from "#protocol/users/scopes.ts";
import { requireIdentity, speakerOf } from "../auth/identity.ts";
import { signTicket, TICKET_MS, ticketSecret } from "../auth/tickets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";

export const ticketRoutes = new Hono<App>().post(
  "/chat/ticket",
  limitBody(MAX_JSON_BYTES),
  sValidator("json", ticketRequestSchema, badRequest),
  async (c) => {
    // Fresh: the ticket says who somebody is for a minute more.
    const viewer = speakerOf(await requireIdentity(c, mayWrite, { fresh: true }));
    const secret = ticketSecret(c.env.CHAT_SECRET);
    if (secret === null) throw new Fault("unavailable", "This site has no secret for chat tickets.");
    const channelId = await channelIdOf(c.env.DB, c.req.valid("json").channel);
    const expiresAt = Date.now() + TICKET_MS;
    const ticket: Ticket = { ticket: await signTicket({ viewer, channelId, expiresAt }, secret), expiresAt };
    return c.json(ticket);
  },
);

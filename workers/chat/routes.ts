/** `GET /chat/:login`: opens a socket to the channel's room. Finds the room and checks who asks; what is said is the room's business. */
import { Hono } from "hono";
import * as v from "valibot";
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from "#protocol/errors.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { isSameOrigin } from "./same-origin.ts";

/** The bindings that chat may touch. */
export type ChatEnv = { readonly DB: D1Database; readonly CHAT_ROOM: DurableObjectNamespace };

/** A row of `channels`; SQLite may hold the id as a number or as text. */
const rowSchema = v.object({ id: v.pipe(v.union([v.string(), v.number()]), v.transform(String), idSchema) });

export const chatRoutes = new Hono<{ Bindings: ChatEnv }>().get("/:login", async (c) => {
  if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
    return refuse("bad_request", "This address answers WebSocket connections only.", UPGRADE_REQUIRED);
  }
  if (!isSameOrigin(c.req.header("Origin") ?? null, c.req.url)) {
    return refuse("forbidden", "Chat can be opened from this site's own pages only.");
  }
  const login = c.req.param("login");
  if (!v.is(loginSchema, login)) return refuse("not_found", "There is no such channel.");
  try {
    const id = await channelId(c.env.DB, login);
    if (id === null) return refuse("not_found", "There is no such channel.");
    return await c.env.CHAT_ROOM.getByName(id).fetch(c.req.raw);
  } catch (cause) {
    console.error("chat: a room cannot be reached", cause);
    return refuse("unavailable", "The chat cannot be reached right now. Try again in a moment.");
  }
});

async function channelId(db: D1Database, login: string): Promise<string | null> {
  const row = await db.prepare("SELECT id FROM channels WHERE login = ?").bind(login).first();
  return row === null ? null : v.parse(rowSchema, row).id;
}

/** RFC 9110 15.5.22: the answer names the protocol that is needed. */
const UPGRADE_REQUIRED = { status: 426, headers: { Upgrade: "websocket" } };

function refuse(
  code: ErrorCode,
  message: string,
  { status, headers }: { status: number; headers?: Record<string, string> } = { status: ERROR_STATUS[code] },
): Response {
  const body: ErrorBody = { error: { code, message } };
  return Response.json(body, { status, headers: { ...headers, "Cache-Control": "no-store" } });
}

/** `/api/me/blocks`: whose messages somebody does not want to see. Who shows messages asks for the list and leaves those out; nobody is told. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import { MAX_BLOCKS } from "#protocol/users/block.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import { CallerLimit } from "../auth/caller-limit.ts";
import { requireIdentity } from "../auth/identity.ts";
import type { App } from "../env.ts";
import { userByLogin } from "../users/rows.ts";
import { addBlock, blocksOf, removeBlock } from "./rows.ts";

const mayChange = (scopes: Scopes): boolean => has(scopes, "user:manage:blocked_users");
const mayRead = (scopes: Scopes): boolean => has(scopes, "user:read:blocked_users", "user:manage:blocked_users");

/** Blocks that one user begins or ends in a minute. */
const MAX_CHANGES = 60;
const changes = new CallerLimit(MAX_CHANGES);

const NO_STORE = { "Cache-Control": "no-store" } as const;

/** Below /api. A guest blocks as well: it reads the same chats. */
export const blockRoutes = new Hono<App>()
  .get("/me/blocks", async (c) => {
    const { viewer } = await requireIdentity(c, mayRead);
    return c.json(await blocksOf(c.env.DB, viewer.userId), 200, NO_STORE);
  })
  .put("/me/blocks/:user", async (c) => {
    const { userId, otherId, now } = await changing(c, c.req.param("user"));
    if (userId === otherId) throw new Fault("bad_request", "Nobody blocks themselves.");
    const isAdded = await addBlock(c.env.DB, userId, otherId, now);
    if (!isAdded) throw new Fault("conflict", `An account blocks at most ${MAX_BLOCKS} people.`);
    return c.json(await blocksOf(c.env.DB, userId), 200, NO_STORE);
  })
  .delete("/me/blocks/:user", async (c) => {
    const { userId, otherId } = await changing(c, c.req.param("user"));
    await removeBlock(c.env.DB, userId, otherId);
    return c.json(await blocksOf(c.env.DB, userId), 200, NO_STORE);
  });

/** Who changes a block, and of whom: somebody with this login. */
async function changing(c: Context<App>, login: string) {
  const { userId } = (await requireIdentity(c, mayChange)).viewer;
  const now = Date.now();
  if (changes.isOver(userId, now)) throw new Fault("rate_limited", "Too many blocks. Try again in a minute.");
  changes.note(userId, now);
  const other = v.is(loginSchema, login) ? await userByLogin(c.env.DB, login) : null;
  if (other === null) throw new Fault("not_found", "There is no such user.");
  return { userId, otherId: other.id, now };
}

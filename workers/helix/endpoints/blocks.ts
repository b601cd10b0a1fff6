/** Whom a user blocks: the list of its own token's user, and no other. */
import type { HelixPage } from "#protocol/helix/envelope.ts";
import type { HelixBlocked } from "#protocol/helix/people.ts";
import { MAX_BLOCKS } from "#protocol/users/block.ts";
import { addBlock, removeBlock } from "../../blocks/rows.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { badRequest } from "../fault.ts";
import { pageOf } from "../page.ts";
import { blockedBy, blockedPlaceOf } from "../rows/blocks.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { namedPerson, ownId } from "../who.ts";

async function getBlocks(call: UserCall): Promise<HelixPage<HelixBlocked>> {
  const userId = ownId(call, "broadcaster_id");
  const ask = call.query.page("blocks", numberedPlaceSchema);
  const { entries, pagination } = pageOf(ask, await blockedBy(call.db, userId, ask), blockedPlaceOf);
  const data = entries.map(({ id, login, display_name }) => ({ user_id: id, user_login: login, display_name }));
  return { data, pagination };
}

async function putBlock(call: UserCall): Promise<null> {
  const { db, query, identity, nowMs } = call;
  const { id: userId } = identity.user;
  const targetId = query.id("target_user_id");
  if (targetId === userId) {
    throw badRequest("The ID in target_user_id cannot be the same as the user ID in the access token.");
  }
  // Where and why is checked, and kept nowhere.
  query.choice("source_context", ["chat", "whisper"], "chat");
  query.choice("reason", ["harassment", "spam", "other"], "other");
  await namedPerson(call, "target_user_id", targetId);
  if (!(await addBlock(db, userId, targetId, nowMs))) throw badRequest(`A user blocks at most ${MAX_BLOCKS} others.`);
  return null;
}

async function deleteBlock({ db, query, identity }: UserCall): Promise<null> {
  await removeBlock(db, identity.user.id, query.id("target_user_id"));
  return null;
}

const MANAGE = "user:manage:blocked_users";

export const blockEndpoints = [
  forUser("GET", "/users/blocks", ["user:read:blocked_users"], getBlocks),
  forUser("PUT", "/users/blocks", [MANAGE], putBlock),
  forUser("DELETE", "/users/blocks", [MANAGE], deleteBlock),
] as const;

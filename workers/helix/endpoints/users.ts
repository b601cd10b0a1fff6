/** Users, and who follows whom. */

import * as v from "valibot";
import { descriptionSchema } from "#protocol/accounts/me.ts";
import type { HelixCountedPage, HelixList } from "#protocol/helix/envelope.ts";
import type { HelixFollowed, HelixFollower, HelixUser } from "#protocol/helix/people.ts";
import { has } from "#protocol/users/scopes.ts";
import { emit } from "../../events/emit.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { badRequest, HelixFault, malformed } from "../fault.ts";
import { pageOf } from "../page.ts";
import { limitTogether } from "../query.ts";
import { viewOfRoom } from "../room.ts";
import {
  emailOf,
  followedBy,
  followedCount,
  followedOf as followedRow,
  followerOf as followerRow,
  followersOf,
  followPlaceOf,
  type PersonRow,
  peopleByIds,
  peopleByLogins,
  setDescription,
} from "../rows/people.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { followedOf, followerOf, userOf } from "../shapes.ts";
import { broadcasterOf, ownId } from "../who.ts";

const FOLLOWERS_SCOPE = "moderator:read:followers";

async function getUsers(call: Call): Promise<HelixList<HelixUser>> {
  const { db, query, identity } = call;
  const [ids, logins] = [query.values("id"), query.values("login")];
  limitTogether(["id", "login"], ids, logins);
  if (ids.length === 0 && logins.length === 0) {
    if (identity === null) throw badRequest('Missing required parameter "id" or "login"');
    return { data: await shown(call, await peopleByIds(db, [identity.user.id])) };
  }
  const [byId, byLogin] = [query.ids("id"), query.logins("login")];
  if (byId.length < ids.length || byLogin.length < logins.length) {
    throw badRequest("Invalid username(s), email(s), or ID(s). Bad Identifiers.");
  }
  const found = await Promise.all([peopleByIds(db, byId), peopleByLogins(db, byLogin)]);
  // Somebody who was named twice is there once.
  const people = new Map(found.flat().map((person) => [person.id, person]));
  return { data: await shown(call, [...people.values()]) };
}

/** The address of its own user only, and only for a token that may read it. */
async function shown({ db, origin, identity, scopes }: Call, people: readonly PersonRow[]): Promise<HelixUser[]> {
  const own = identity !== null && has(scopes, "user:read:email") ? identity.user.id : null;
  const isThere = people.some(({ id }) => id === own);
  const email = own !== null && isThere ? await emailOf(db, own) : null;
  return people.map((person) => userOf(origin, person, person.id === own ? email : null));
}

async function putUser(call: UserCall): Promise<HelixList<HelixUser>> {
  const { c, db, query, identity } = call;
  const given = query.raw("description");
  if (given !== null) {
    const read = v.safeParse(descriptionSchema, given);
    if (!read.success) throw malformed("description", read.issues[0].message);
    await setDescription(db, identity.user.id, read.output);
    emit(c.env, c.executionCtx, { type: "user.update", channelId: identity.user.id });
  }
  return { data: await shown(call, await peopleByIds(db, [identity.user.id])) };
}

async function getFollowers(call: UserCall): Promise<HelixCountedPage<HelixFollower>> {
  const { db, query } = call;
  const { id: channelId, followers: total } = await broadcasterOf(call);
  const userId = query.optionalId("user_id");
  const ask = query.page("followers", numberedPlaceSchema);
  // Others may know how many there are, and not who.
  const refusal = await whyNoFollowers(call, channelId);
  if (refusal !== null && userId !== null) throw refusal;
  if (refusal !== null) return { data: [], pagination: {}, total };
  const found = userId === null ? await followersOf(db, channelId, ask) : await followerRow(db, channelId, userId);
  const { entries, pagination } = pageOf(ask, found, followPlaceOf);
  return { data: entries.map(followerOf), pagination, total };
}

/** Why the token does not tell who follows; null when it does. */
async function whyNoFollowers(call: UserCall, channelId: string): Promise<HelixFault | null> {
  const { identity, scopes } = call;
  if (!has(scopes, FOLLOWERS_SCOPE)) return new HelixFault(401, `Missing scope: ${FOLLOWERS_SCOPE}`);
  if (identity.user.id === channelId || (await viewOfRoom(call, channelId, identity.viewer)) !== null) return null;
  return new HelixFault(
    401,
    "The user in the OAuth token must be the broadcaster in broadcaster_id or one of the broadcaster's moderators.",
  );
}

async function getFollowed(call: UserCall): Promise<HelixCountedPage<HelixFollowed>> {
  const { db, query } = call;
  const userId = ownId(call, "user_id");
  const channelId = query.optionalId("broadcaster_id");
  const ask = query.page("followed", numberedPlaceSchema);
  const [total, found] = await Promise.all([
    followedCount(db, userId),
    channelId === null ? followedBy(db, userId, ask) : followedRow(db, userId, channelId),
  ]);
  const { entries, pagination } = pageOf(ask, found, followPlaceOf);
  return { data: entries.map(followedOf), pagination, total };
}

export const userEndpoints = [
  forAnyone("GET", "/users", getUsers),
  forUser("PUT", "/users", ["user:edit"], putUser),
  // Without the scope the answer is the number alone.
  forUser("GET", "/channels/followers", [], getFollowers),
  forUser("GET", "/channels/followed", ["user:read:follows"], getFollowed),
] as const;

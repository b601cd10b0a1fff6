/** Follows: begun, ended and asked for by an account; listed for who follows, and for those who run or moderate the channel. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { DEFAULT_PAGE, MAX_PAGE, pageQuery, pageQuerySchema } from "#protocol/discovery/category.ts";
import { type Followers, type Following, type FollowState, MAX_FOLLOWS } from "#protocol/discovery/follow.ts";
import { Fault } from "#protocol/errors.ts";
import { has, type Scopes } from "#protocol/users/scopes.ts";
import { CallerLimit } from "../auth/caller-limit.ts";
import { type Identity, identify, requireIdentity } from "../auth/identity.ts";
import { FROM_THE_TOP, pageOf, placeAfter } from "../channels/paging.ts";
import { listedState } from "../channels/shapes.ts";
import type { App } from "../env.ts";
import { emit } from "../events/emit.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";
import { tellChat } from "./chat-standing.ts";
import { type FollowStateRow, follow, followers, following, followingLive, followState, unfollow } from "./rows.ts";

/** Twitch's names, of the days when programs could follow. */
const mayFollow = (scopes: Scopes): boolean => has(scopes, "user:edit:follows");
const mayReadFollows = (scopes: Scopes): boolean => has(scopes, "user:read:follows", "user:edit:follows");
const mayReadFollowers = (scopes: Scopes): boolean => has(scopes, "moderator:read:followers");

/** Follows that one account begins or ends in a minute: each new one is an event that others are told of. */
const MAX_CHANGES = 60;
const changes = new CallerLimit(MAX_CHANGES);

const NO_STORE = { "Cache-Control": "no-store" } as const;
/** A place in a list: when the follow began, and the other's id. */
const placeSchema = v.strictTuple([v.number(), v.number()]);
const followingQuerySchema = v.object({ ...pageQuery, live: v.optional(v.literal("1")) });

/** Below /api. */
export const followRoutes = new Hono<App>()
  .get("/channels/:login/follow", async (c) => {
    const { viewer } = await requireIdentity(c, mayReadFollows);
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    return c.json(stateOf(await followState(c.env.DB, channelId, viewer.userId)), 200, NO_STORE);
  })
  .put("/channels/:login/follow", async (c) => {
    const { viewer, channelId } = await changing(c, c.req.param("login"));
    if (viewer.userId === channelId) throw new Fault("bad_request", "Nobody follows their own channel.");
    const now = Date.now();
    const done = await follow(c.env.DB, channelId, viewer.userId, now);
    const state = stateOf(done?.state ?? null);
    if (state.followedAt === null) throw new Fault("conflict", `An account follows at most ${MAX_FOLLOWS} channels.`);
    if (done?.changed === true) {
      tellChat(c.env, c.executionCtx, channelId, viewer.userId);
      emit(c.env, c.executionCtx, { type: "channel.follow", channelId, userId: viewer.userId, followedAt: now });
    }
    return c.json(state, 200, NO_STORE);
  })
  .delete("/channels/:login/follow", async (c) => {
    const { viewer, channelId } = await changing(c, c.req.param("login"));
    const done = await unfollow(c.env.DB, channelId, viewer.userId);
    if (done?.changed === true) tellChat(c.env, c.executionCtx, channelId, viewer.userId);
    return c.json(stateOf(done?.state ?? null), 200, NO_STORE);
  })
  .get("/me/following", sValidator("query", followingQuerySchema, badRequest), async (c) => {
    const { viewer } = await requireIdentity(c, mayReadFollows);
    const { cursor, limit = DEFAULT_PAGE, live } = c.req.valid("query");
    const place = placeAfter("following", placeSchema, cursor, FROM_THE_TOP);
    const found =
      live === undefined
        ? await following(c.env.DB, viewer.userId, place, limit + 1)
        : await followingLive(c.env.DB, viewer.userId, MAX_PAGE);
    const page = pageOf(
      "following",
      found,
      live === undefined ? limit : MAX_PAGE,
      ({ followed_at, id }): [number, number] => [followed_at, Number(id)],
    );
    const answer: Following = {
      channels: page.entries.map((row) => ({ followedAt: row.followed_at, channel: listedState(row) })),
      cursor: page.cursor,
    };
    return c.json(answer, 200, NO_STORE);
  })
  .get("/channels/:login/followers", sValidator("query", pageQuerySchema, badRequest), async (c) => {
    const identity = await identify(c);
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const { followers: total } = stateOf(await followState(c.env.DB, channelId, null));
    if (identity === null || !(await mayListFollowers(c, identity, channelId))) {
      const answer: Followers = { total, followers: null, cursor: null };
      return c.json(answer, 200, NO_STORE);
    }
    const { cursor, limit = DEFAULT_PAGE } = c.req.valid("query");
    const place = placeAfter("followers", placeSchema, cursor, FROM_THE_TOP);
    const found = await followers(c.env.DB, channelId, place, limit + 1);
    const page = pageOf("followers", found, limit, ({ followed_at, id }): [number, number] => [
      followed_at,
      Number(id),
    ]);
    const answer: Followers = {
      total,
      followers: page.entries.map(({ id, login, display_name, followed_at }) => ({
        ...{ id, login, displayName: display_name, followedAt: followed_at },
      })),
      cursor: page.cursor,
    };
    return c.json(answer, 200, NO_STORE);
  });

function stateOf(row: FollowStateRow | null): FollowState {
  if (row === null) throw new Fault("not_found", "There is no such channel.");
  return { followedAt: row.followed_at, followers: row.followers };
}

/** Who begins or ends a follow. A guest does not: a name that costs nothing would open followers-only chats. */
async function changing(c: Context<App>, login: string) {
  const { viewer, user } = await requireIdentity(c, mayFollow);
  if (user.guest) throw new Fault("forbidden", "Make an account to follow channels.");
  const now = Date.now();
  if (changes.isOver(viewer.userId, now)) throw new Fault("rate_limited", "Too many follows. Try again in a minute.");
  changes.note(viewer.userId, now);
  return { viewer, channelId: await channelIdOf(c.env.DB, login) };
}

async function mayListFollowers(c: Context<App>, identity: Identity, channelId: string): Promise<boolean> {
  if (!mayReadFollowers(identity.scopes)) return false;
  if (identity.viewer.userId === channelId || identity.viewer.staff) return true;
  // Who moderates, the room knows.
  return (await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.view(identity.viewer))) !== null;
}

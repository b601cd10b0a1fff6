/** Whether one follows, and how many do, as it is shown before the site has answered. Pure. */
import type { FollowState } from "#protocol/discovery/follow.ts";

export type Following = { readonly followed: boolean; readonly followers: number };

export const followingOf = ({ followedAt, followers }: FollowState): Following => ({
  followed: followedAt !== null,
  followers,
});

/** What it will be once the wish has come true. The count moves by one at most, and not below those who are left. */
export function wished({ followed, followers }: Following, wish: boolean): Following {
  if (followed === wish) return { followed, followers };
  return { followed: wish, followers: Math.max(wish ? 1 : 0, followers + (wish ? 1 : -1)) };
}

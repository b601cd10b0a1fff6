/** What is asked of a channel and is nothing yet: its subscribers and its schedule. */
import type { HelixCountedPage } from "#protocol/helix/envelope.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { notFound } from "../fault.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { broadcasterOf, ownId } from "../who.ts";

/** Nothing is sold here: nobody has subscribed, and a room's standings are no subscriptions. */
async function getSubscriptions(call: UserCall): Promise<HelixCountedPage<never> & { readonly points: number }> {
  ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  call.query.values("user_id");
  call.query.page("subscriptions", numberedPlaceSchema);
  return { data: [], pagination: {}, total: 0, points: 0 };
}

/** Twitch's answer for a channel without a schedule; no channel has one. */
async function getSchedule(call: Call): Promise<never> {
  await broadcasterOf(call);
  throw notFound("The broadcaster has not created a streaming schedule.");
}

export const standingEndpoints = [
  forUser("GET", "/subscriptions", ["channel:read:subscriptions"], getSubscriptions),
  forAnyone("GET", "/schedule", getSchedule),
] as const;

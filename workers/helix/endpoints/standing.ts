/** What is asked of a channel's standing: its subscribers, as its room knows them. */
import * as v from "valibot";
import type { HelixCountedPage, HelixList } from "#protocol/helix/envelope.ts";
import type { HelixOwnSubscription, HelixSubscription } from "#protocol/helix/people.ts";
import { idSchema } from "#protocol/ids.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { notFound } from "../fault.ts";
import { pageOf } from "../page.ts";
import { subscribersOfRoom } from "../room.ts";
import { peopleByIds } from "../rows/people.ts";
import { ownSubscriptionOf, subscriptionOf } from "../shapes.ts";
import { broadcasterOf, ownId } from "../who.ts";

const placeSchema = v.strictTuple([idSchema]);
type Subscriptions = HelixCountedPage<HelixSubscription> & { readonly points: number };

/** By the subscribers' ids. Whoever is named in `user_id` comes on one page. */
async function getSubscriptions(call: UserCall): Promise<Subscriptions> {
  const { db, query } = call;
  ownId(call, "broadcaster_id");
  const channel = await broadcasterOf(call);
  const isNamed = query.values("user_id").length > 0;
  const ask = query.page("subscriptions", placeSchema);
  const { direction, limit } = ask;
  const wanted = isNamed
    ? { among: query.ids("user_id") }
    : { direction, place: ask.place?.[0] ?? null, limit: limit + 1 };
  const { userIds, total } = await subscribersOfRoom(call, channel.id, wanted);
  const { entries, pagination } = isNamed
    ? { entries: userIds, pagination: {} }
    : pageOf(ask, userIds, (id): [string] => [id]);
  const people = new Map((await peopleByIds(db, entries)).map((person) => [person.id, person]));
  const data = entries.flatMap((id) => {
    const person = people.get(id);
    // An account that is gone is nobody's subscription.
    return person === undefined ? [] : [subscriptionOf(channel, person)];
  });
  // All are of the first tier, which is worth a point.
  return { data, pagination, total, points: total };
}

/** Whether the token's user subscribes: nobody else is told. */
async function getOwnSubscription(call: UserCall): Promise<HelixList<HelixOwnSubscription>> {
  call.query.id("broadcaster_id");
  const userId = ownId(call, "user_id");
  const channel = await broadcasterOf(call);
  const { userIds } = await subscribersOfRoom(call, channel.id, { among: [userId] });
  if (!userIds.includes(userId)) {
    throw notFound("The user in user_id does not subscribe to the broadcaster in broadcaster_id.");
  }
  return { data: [ownSubscriptionOf(channel)] };
}

export const standingEndpoints = [
  forUser("GET", "/subscriptions", ["channel:read:subscriptions"], getSubscriptions),
  forUser("GET", "/subscriptions/user", ["user:read:subscriptions"], getOwnSubscription),
] as const;

/** Checks of who is meant in a request: that an id is the token's own user, that a broadcaster exists, that somebody moderates. */
import type { DescribedRow } from "../channels/described.ts";
import { describedById } from "../channels/listed-rows.ts";
import type { Call, UserCall } from "./endpoint.ts";
import { badRequest, HelixFault, notMatching } from "./fault.ts";
import { type RoomView, viewOfRoom } from "./room.ts";

import { type PersonRow, peopleByIds } from "./rows/people.ts";

/** The parameter's id, which must be that of the token's user. */
export function ownId({ query, identity }: UserCall, parameter: string): string {
  const id = query.id(parameter);
  if (id !== identity.user.id) throw notMatching(parameter);
  return id;
}

export async function namedPerson({ db }: Call, parameter: string, id: string): Promise<PersonRow> {
  const [person] = await peopleByIds(db, [id]);
  if (person === undefined) throw badRequest(`The ID in ${parameter} was not found.`);
  return person;
}

/** The channel that the request names; a user without one has no room either. */
export async function broadcasterOf(
  { db, query }: Pick<Call, "db" | "query">,
  parameter = "broadcaster_id",
): Promise<DescribedRow> {
  const channel = await describedById(db, query.id(parameter));
  if (channel === null) throw badRequest(`The ID in ${parameter} was not found.`);
  return channel;
}

/** The channel of a request that a moderator makes in its own name: both ids are there, and `moderator_id` is the token's user. */
export async function moderatedChannel(call: UserCall): Promise<DescribedRow> {
  call.query.id("broadcaster_id");
  ownId(call, "moderator_id");
  return broadcasterOf(call);
}

const NO_MODERATOR = "The user in moderator_id is not one of the broadcaster's moderators.";

/** What the token's user sees of a room that it moderates; throws 403 for one that it does not. */
export async function moderatorsView(call: UserCall, channelId: string): Promise<RoomView> {
  const view = await viewOfRoom(call, channelId, call.identity.viewer);
  if (view === null) throw new HelixFault(403, NO_MODERATOR);
  return view;
}

/** A refusal for want of permission, in Twitch's words. */
export const NO_PERMISSION = { no_permission: [403, NO_MODERATOR] } as const;

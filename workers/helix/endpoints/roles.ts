/** Moderators and VIPs of a channel: its broadcaster's to read and to name. Where somebody moderates, that one's to read. */

import * as v from "valibot";
import type { Grant } from "#protocol/chat/moderation.ts";
import type { HelixPage } from "#protocol/helix/envelope.ts";
import type { HelixBroadcaster, HelixPerson } from "#protocol/helix/people.ts";
import { idSchema } from "#protocol/ids.ts";
import { describedById } from "../../channels/listed-rows.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { HelixFault, notFound, notMatching } from "../fault.ts";
import { keepPace } from "../pace.ts";
import { pageOf, pageOfAll } from "../page.ts";
import { actInRoom, type Renamed } from "../room.ts";
import { moderatedBy } from "../rows/moderated.ts";
import { type PersonRow, peopleByIds } from "../rows/people.ts";
import { broadcasterOf, moderatorsView, NO_PERMISSION, namedPerson, ownId } from "../who.ts";

type Role = "moderators" | "vips";
const idPlaceSchema = v.strictTuple([idSchema]);
type IdPlace = [string];

/** Whoever is named in `user_id` comes on one page, in the order of the names. */
const grantees =
  (role: Role) =>
  async (call: UserCall): Promise<HelixPage<HelixPerson>> => {
    const channelId = ownId(call, "broadcaster_id");
    await broadcasterOf(call);
    const wanted = call.query.validIds("user_id");
    const ask = call.query.page(role, idPlaceSchema);
    const granted = (await moderatorsView(call, channelId))[role];
    if (wanted.length > 0) {
      const byId = new Map(granted.map((grant) => [grant.user.userId, grant]));
      return { data: wanted.flatMap((id) => byId.get(id) ?? []).map(personOfGrant), pagination: {} };
    }
    const sorted = granted.toSorted((one, other) => comparePlaces(placeOf(one), placeOf(other)));
    const { entries, pagination } = pageOfAll(ask, sorted, placeOf, comparePlaces);
    return { data: entries.map(personOfGrant), pagination };
  };

const placeOf = ({ user }: Grant): IdPlace => [user.userId];
const comparePlaces = ([one]: IdPlace, [other]: IdPlace): number => Number(one) - Number(other);
const personOfGrant = ({ user }: Grant): HelixPerson => ({
  user_id: user.userId,
  user_login: user.login,
  user_name: user.name,
});

type Kind = "mod" | "unmod" | "vip" | "unvip";

async function change(call: UserCall, channelId: string, kind: Kind, user: string, renamed: Renamed): Promise<null> {
  keepPace(kind, channelId, call.nowMs);
  await actInRoom(call, channelId, { kind, user }, { ...NO_PERMISSION, ...renamed });
  return null;
}

async function addModerator(call: UserCall): Promise<null> {
  const channelId = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const person = await namedPerson(call, "user_id", call.query.id("user_id"));
  if ((await roleOf(call, channelId, person.id)) === "vips") throw new HelixFault(422, IS_VIP);
  return change(call, channelId, "mod", person.login, {
    bad_mod_mod: [400, "The user is already a moderator in the broadcaster's chat room."],
    bad_mod_banned: [400, "The user cannot become a moderator because they're banned from the channel."],
  });
}

async function removeModerator(call: UserCall): Promise<null> {
  const channelId = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const { login } = await namedPerson(call, "user_id", call.query.id("user_id"));
  return change(call, channelId, "unmod", login, {
    bad_unmod_mod: [400, "The user is not a moderator in the broadcaster's chat room."],
  });
}

async function addVip(call: UserCall): Promise<null> {
  const channelId = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const person = await vipOf(call);
  if ((await roleOf(call, channelId, person.id)) === "moderators") throw new HelixFault(422, IS_MODERATOR);
  return change(call, channelId, "vip", person.login, {
    bad_vip_grantee_already_vip: [422, "The user in the user_id query parameter is already a VIP."],
    bad_vip_grantee_banned: [400, "The user in the user_id query parameter is blocked from the broadcaster's channel."],
    too_many: [409, "The broadcaster doesn't have available VIP slots."],
  });
}

/** The broadcaster's to do, and the VIP's own. */
async function removeVip(call: UserCall): Promise<null> {
  const own = call.identity.user.id;
  const channelId = call.query.id("broadcaster_id");
  if (channelId !== own && call.query.one("user_id") !== own) throw notMatching("broadcaster_id");
  if ((await describedById(call.db, channelId)) === null) throw notFound("The ID in broadcaster_id was not found.");
  const { login } = await vipOf(call);
  return change(call, channelId, "unvip", login, {
    bad_unvip_grantee_not_vip: [422, "The user in user_id is not a VIP in the broadcaster's channel."],
  });
}

async function vipOf(call: UserCall): Promise<PersonRow> {
  const [person] = await peopleByIds(call.db, [call.query.id("user_id")]);
  if (person === undefined) throw notFound("The ID in user_id was not found.");
  return person;
}

async function roleOf(call: UserCall, channelId: string, userId: string): Promise<Role | null> {
  const view = await moderatorsView(call, channelId);
  return (
    (["moderators", "vips"] as const).find((role) => view[role].some(({ user }) => user.userId === userId)) ?? null
  );
}

const IS_VIP = "The user in user_id is a VIP. To make them a moderator, you must first remove them as a VIP.";
const IS_MODERATOR =
  "The user in user_id is a moderator. To make them a VIP, you must first remove them as a moderator.";

/** The caller's own alone. */
async function getModerated(call: UserCall): Promise<HelixPage<HelixBroadcaster>> {
  const userId = ownId(call, "user_id");
  const ask = call.query.page("moderation/channels", idPlaceSchema);
  const from = { direction: ask.direction, place: ask.place?.[0] ?? "0", limit: ask.limit + 1 };
  const found = await moderatedBy(call.db, userId, from);
  const { entries, pagination } = pageOf(ask, found, ({ id }): IdPlace => [id]);
  const data = entries.map(({ id, login, display_name }) => ({
    ...{ broadcaster_id: id, broadcaster_login: login, broadcaster_name: display_name },
  }));
  return { data, pagination };
}

const MODERATORS = "channel:manage:moderators";
const VIPS = "channel:manage:vips";

export const roleEndpoints = [
  forUser("GET", "/moderation/moderators", ["moderation:read", MODERATORS], grantees("moderators")),
  forUser("GET", "/moderation/channels", ["user:read:moderated_channels"], getModerated),
  forUser("POST", "/moderation/moderators", [MODERATORS], addModerator),
  forUser("DELETE", "/moderation/moderators", [MODERATORS], removeModerator),
  forUser("GET", "/channels/vips", ["channel:read:vips", VIPS], grantees("vips")),
  forUser("POST", "/channels/vips", [VIPS], addVip),
  forUser("DELETE", "/channels/vips", [VIPS], removeVip),
] as const;

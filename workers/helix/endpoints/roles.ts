/** Moderators and VIPs of a channel: its broadcaster's to read and to name. */

import * as v from "valibot";
import type { Grant } from "#protocol/chat/moderation.ts";
import type { HelixPage } from "#protocol/helix/envelope.ts";
import type { HelixPerson } from "#protocol/helix/people.ts";
import { idSchema } from "#protocol/ids.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { pageOfAll } from "../page.ts";
import { actInRoom, type Renamed } from "../room.ts";
import { broadcasterOf, moderatorsView, namedPerson, ownId } from "../who.ts";

type Role = "moderators" | "vips";
const idPlaceSchema = v.strictTuple([idSchema]);
type IdPlace = [string];

const grantees =
  (role: Role) =>
  async (call: UserCall): Promise<HelixPage<HelixPerson>> => {
    const channelId = ownId(call, "broadcaster_id");
    await broadcasterOf(call);
    const wanted = call.query.values("user_id");
    const ask = call.query.page(role, idPlaceSchema);
    const granted = (await moderatorsView(call, channelId))[role];
    const sorted = granted
      .filter(({ user }) => wanted.length === 0 || wanted.includes(user.userId))
      .toSorted((one, other) => comparePlaces(placeOf(one), placeOf(other)));
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

const change =
  (kind: "mod" | "unmod" | "vip" | "unvip", renamed: Renamed) =>
  async (call: UserCall): Promise<null> => {
    const channelId = ownId(call, "broadcaster_id");
    await broadcasterOf(call);
    const { login: user } = await namedPerson(call, "user_id", call.query.id("user_id"));
    await actInRoom(call, channelId, { kind, user }, renamed);
    return null;
  };

const addModerator = change("mod", {
  bad_mod_mod: [400, "The user is already a moderator in the broadcaster's chat room."],
  bad_mod_banned: [400, "The user cannot become a moderator because they're banned from the channel."],
});
const removeModerator = change("unmod", {
  bad_unmod_mod: [400, "The user is not a moderator in the broadcaster's chat room."],
});
const addVip = change("vip", {
  // A moderator too is more than a VIP.
  bad_vip_grantee_already_vip: [422, "The user in user_id is already a VIP or a moderator."],
  bad_vip_grantee_banned: [400, "The user in the user_id query parameter is blocked from the broadcaster's channel."],
  too_many: [409, "The broadcaster doesn't have available VIP slots."],
});
const removeVip = change("unvip", {
  bad_unvip_grantee_not_vip: [422, "The user in user_id is not a VIP in the broadcaster's channel."],
});

const MODERATORS = "channel:manage:moderators";
const VIPS = "channel:manage:vips";

export const roleEndpoints = [
  forUser("GET", "/moderation/moderators", ["moderation:read", MODERATORS], grantees("moderators")),
  forUser("POST", "/moderation/moderators", [MODERATORS], addModerator),
  forUser("DELETE", "/moderation/moderators", [MODERATORS], removeModerator),
  forUser("GET", "/channels/vips", ["channel:read:vips", VIPS], grantees("vips")),
  forUser("POST", "/channels/vips", [VIPS], addVip),
  forUser("DELETE", "/channels/vips", [VIPS], removeVip),
] as const;

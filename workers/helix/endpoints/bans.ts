/** Bans, timeouts, and the removal of what was said. The room decides who may, and of whom. */

import * as v from "valibot";
import { parseMessageId } from "#protocol/chat/event.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { HelixList, HelixPage } from "#protocol/helix/envelope.ts";
import { banUserSchema, type HelixBan, type HelixBannedUser } from "#protocol/helix/moderation.ts";
import { idSchema } from "#protocol/ids.ts";
import { bodyOf } from "../body.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { malformed, notFound } from "../fault.ts";
import { pageOfAll } from "../page.ts";
import { actInRoom } from "../room.ts";
import { type NumberedPlace, numberedPlaceSchema } from "../rows/read.ts";
import { timeOf } from "../shapes.ts";
import { broadcasterOf, moderatedChannel, moderatorsView, NO_PERMISSION, namedPerson, ownId } from "../who.ts";

async function postBan(call: UserCall): Promise<HelixList<HelixBan>> {
  const { id: channelId } = await moderatedChannel(call);
  const { data } = await bodyOf(call, banUserSchema);
  if (!v.is(idSchema, data.user_id)) throw malformed("user_id", "the value must be a valid ID");
  const { id: userId, login: user } = await namedPerson(call, "user_id", data.user_id);
  const reason = (data.reason ?? "").trim();
  const seconds = data.duration ?? null;
  const action = seconds === null ? { kind: "ban" as const } : { kind: "timeout" as const, seconds };
  await actInRoom(call, channelId, { ...action, user, reason }, NO_PERMISSION);
  const endsAt = seconds === null ? null : timeOf(call.nowMs + seconds * 1000);
  const names = { broadcaster_id: channelId, moderator_id: call.identity.user.id, user_id: userId };
  return { data: [{ ...names, created_at: timeOf(call.nowMs), end_time: endsAt }] };
}

async function deleteBan(call: UserCall): Promise<null> {
  const { id: channelId } = await moderatedChannel(call);
  const { login: user } = await namedPerson(call, "user_id", call.query.id("user_id"));
  await actInRoom(
    call,
    channelId,
    { kind: "unban", user },
    {
      ...NO_PERMISSION,
      bad_unban_no_ban: [400, "The user specified in the user_id query parameter is not banned."],
    },
  );
  return null;
}

/** The newest bans that the room tells at once. */
async function getBanned(call: UserCall): Promise<HelixPage<HelixBannedUser>> {
  const channelId = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const wanted = call.query.values("user_id");
  const ask = call.query.page("banned", numberedPlaceSchema);
  const { bans } = await moderatorsView(call, channelId);
  const sorted = bans
    .filter(({ user }) => wanted.length === 0 || wanted.includes(user.userId))
    .toSorted((one, other) => comparePlaces(placeOf(one), placeOf(other)));
  const { entries, pagination } = pageOfAll(ask, sorted, placeOf, comparePlaces);
  return { data: entries.map(bannedOf), pagination };
}

const placeOf = ({ at, user }: Ban): NumberedPlace => [at, user.userId];
const comparePlaces = (one: NumberedPlace, other: NumberedPlace): number =>
  other[0] - one[0] || Number(one[1]) - Number(other[1]);

const bannedOf = ({ user, until, at, by, reason }: Ban): HelixBannedUser => ({
  user_id: user.userId,
  user_login: user.login,
  user_name: user.name,
  expires_at: until === null ? "" : timeOf(until),
  created_at: timeOf(at),
  reason,
  moderator_id: by.userId,
  moderator_login: by.login,
  moderator_name: by.name,
});

const NO_MESSAGE = "The ID in message_id was not found.";

async function deleteMessages(call: UserCall): Promise<null> {
  const { id: channelId } = await moderatedChannel(call);
  const messageId = call.query.one("message_id");
  if (messageId === null) {
    await actInRoom(call, channelId, { kind: "clear" }, NO_PERMISSION);
    return null;
  }
  const target = parseMessageId(channelId, messageId);
  if (target === null) throw notFound(NO_MESSAGE);
  await actInRoom(
    call,
    channelId,
    { kind: "delete", target },
    {
      ...NO_PERMISSION,
      bad_delete_message_error: [404, NO_MESSAGE],
      bad_delete_message_broadcaster: [400, "You may not delete the broadcaster's messages."],
      bad_delete_message_mod: [400, "You may not delete another moderator's messages."],
    },
  );
  return null;
}

const BANS = "moderator:manage:banned_users";

export const banEndpoints = [
  forUser("POST", "/moderation/bans", [BANS], postBan),
  forUser("DELETE", "/moderation/bans", [BANS], deleteBan),
  forUser("GET", "/moderation/banned", ["moderation:read", BANS], getBanned),
  forUser("DELETE", "/moderation/chat", ["moderator:manage:chat_messages"], deleteMessages),
] as const;

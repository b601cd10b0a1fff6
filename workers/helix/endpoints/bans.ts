/** Bans, timeouts, and the removal of what was said. The room decides who may, and of whom. */

import * as v from "valibot";
import { placeOfBan } from "#durable-objects/chat-room/ban-list.ts";
import { parseMessageId } from "#protocol/chat/event.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { HelixList, HelixPage } from "#protocol/helix/envelope.ts";
import { banUserSchema, type HelixBan, type HelixBannedUser } from "#protocol/helix/moderation.ts";
import { idSchema } from "#protocol/ids.ts";
import { bodyOf } from "../body.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { malformed, notFound } from "../fault.ts";
import { pageOf } from "../page.ts";
import { actInRoom, bansOfRoom } from "../room.ts";
import { numberedPlaceSchema } from "../rows/read.ts";
import { timeOf } from "../shapes.ts";
import { broadcasterOf, moderatedChannel, NO_PERMISSION, namedPerson, ownId } from "../who.ts";

const NOT_TO_BAN = [400, "The user specified in the user_id field may not be banned."] as const;
const NOT_TO_TIME_OUT = [400, "The user specified in the user_id field may not be put in a timeout."] as const;
const REFUSALS = {
  ...NO_PERMISSION,
  already_banned: [400, "The user specified in the user_id field is already banned."],
  bad_ban_self: NOT_TO_BAN,
  bad_ban_broadcaster: NOT_TO_BAN,
  bad_ban_mod: NOT_TO_BAN,
  bad_ban_staff: NOT_TO_BAN,
  bad_timeout_self: NOT_TO_TIME_OUT,
  bad_timeout_broadcaster: NOT_TO_TIME_OUT,
  bad_timeout_mod: NOT_TO_TIME_OUT,
  bad_timeout_staff: NOT_TO_TIME_OUT,
} as const;

async function postBan(call: UserCall): Promise<HelixList<HelixBan>> {
  const { id: channelId } = await moderatedChannel(call);
  const { data } = await bodyOf(call, banUserSchema);
  if (!v.is(idSchema, data.user_id)) throw malformed("user_id", "the value must be a valid ID");
  const { id: userId, login: user } = await namedPerson(call, "user_id", data.user_id);
  const reason = (data.reason ?? "").trim();
  const seconds = data.duration ?? null;
  const action = seconds === null ? { kind: "ban" as const } : { kind: "timeout" as const, seconds };
  await actInRoom(call, channelId, { ...action, user, reason }, REFUSALS);
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

/** Newest first. Whoever is named in `user_id` comes on one page, in the order of the names. */
async function getBanned(call: UserCall): Promise<HelixPage<HelixBannedUser>> {
  const channelId = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const isNamed = call.query.values("user_id").length > 0;
  const ask = call.query.page("banned", numberedPlaceSchema);
  const { direction, place, limit } = ask;
  const wanted = isNamed ? { among: call.query.ids("user_id") } : { direction, place, limit: limit + 1 };
  const bans = await bansOfRoom(call, channelId, wanted);
  const { entries, pagination } = isNamed ? { entries: bans, pagination: {} } : pageOf(ask, bans, placeOfBan);
  return { data: entries.map(bannedOf), pagination };
}

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

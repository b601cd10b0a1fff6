/** Chat: to announce, the room's settings, who is there, and the colours of names. The room decides what may be said. */

import * as v from "valibot";
import { placeOfUser } from "#durable-objects/chat-room/present.ts";
import { colourSchema } from "#protocol/chat/viewer.ts";
import { announcementSchema, changeChatSettingsSchema, type HelixChatSettings } from "#protocol/helix/chat.ts";
import {
  DEFAULT_FIRST_CHATTERS,
  type HelixCountedPage,
  type HelixList,
  MAX_FIRST_CHATTERS,
} from "#protocol/helix/envelope.ts";
import { COLOUR_NAMES, type HelixColour, type HelixPerson } from "#protocol/helix/people.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { tellRenamed } from "../../chat/renamed.ts";
import { bodyOf } from "../body.ts";
import { chatSettings, modesChange } from "../chat-settings.ts";
import { chattersOf } from "../chatters.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { badRequest, malformed, notMatching } from "../fault.ts";
import { keepPace } from "../pace.ts";
import { pageOf } from "../page.ts";
import { actInRoom, modesOfRoom } from "../room.ts";
import { peopleByIds, setColour } from "../rows/people.ts";
import { personOf } from "../shapes.ts";
import { broadcasterOf, moderatedChannel, moderatorsView, NO_PERMISSION, ownId } from "../who.ts";

async function getSettings(call: Call): Promise<HelixList<HelixChatSettings>> {
  const { query, identity } = call;
  const moderatorId = query.optionalId("moderator_id");
  if (moderatorId !== null && moderatorId !== identity?.user.id) throw notMatching("moderator_id");
  const channel = await broadcasterOf(call);
  const isModerator = moderatorId !== null && identity !== null;
  const modes = isModerator
    ? (await moderatorsView({ ...call, identity }, channel.id)).modes
    : await modesOfRoom(call, channel.id);
  return { data: [chatSettings(channel.id, modes, moderatorId)] };
}

async function patchSettings(call: UserCall): Promise<HelixList<HelixChatSettings>> {
  const { id } = await moderatedChannel(call);
  const change = modesChange(await bodyOf(call, changeChatSettingsSchema));
  if (Object.keys(change).length > 0) await actInRoom(call, id, { kind: "modes", change }, NO_PERMISSION);
  const { modes } = await moderatorsView(call, id);
  return { data: [chatSettings(id, modes, call.identity.user.id)] };
}

async function postAnnouncement(call: UserCall): Promise<null> {
  const { id } = await moderatedChannel(call);
  const { message, color = "primary" } = await bodyOf(call, announcementSchema);
  if (message.trim() === "") throw badRequest("The message field may not contain an empty string.");
  await moderatorsView(call, id);
  keepPace("announce", id, call.nowMs);
  await actInRoom(call, id, { kind: "announce", text: message, colour: color }, NO_PERMISSION);
  return null;
}

async function getColour({ db, query }: Call): Promise<HelixList<HelixColour>> {
  const people = await peopleByIds(db, query.requiredIds("user_id"));
  return { data: people.map((person) => ({ ...personOf(person), color: person.colour ?? "" })) };
}

const isColourName = (name: string): name is keyof typeof COLOUR_NAMES => Object.hasOwn(COLOUR_NAMES, name);

async function putColour(call: UserCall): Promise<null> {
  const userId = ownId(call, "user_id");
  const wanted = call.query.required("color").toLowerCase();
  const colour = isColourName(wanted) ? COLOUR_NAMES[wanted] : wanted.toUpperCase();
  if (!v.is(colourSchema, colour))
    throw malformed("color", "the value must be a named color or # and six digits 0-9, A-F");
  await setColour(call.db, userId, colour);
  tellRenamed(call.c.env, call.c.executionCtx, call.identity.user.login);
  return null;
}

const chatterPlaceSchema = v.strictTuple([loginSchema, idSchema]);
const CHATTER_PAGES = { first: DEFAULT_FIRST_CHATTERS, most: MAX_FIRST_CHATTERS };

async function getChatters(call: UserCall): Promise<HelixCountedPage<HelixPerson>> {
  const { id } = await moderatedChannel(call);
  const ask = call.query.page("chatters", chatterPlaceSchema, CHATTER_PAGES);
  await moderatorsView(call, id);
  const { direction, place, limit } = ask;
  const { users, total } = await chattersOf(call, id, { direction, place, limit: limit + 1 });
  const { entries, pagination } = pageOf(ask, users, placeOfUser);
  const data = entries.map(({ userId, login, name }) => ({ user_id: userId, user_login: login, user_name: name }));
  return { data, pagination, total };
}

export const chatEndpoints = [
  forUser("GET", "/chat/chatters", ["moderator:read:chatters"], getChatters),
  forAnyone("GET", "/chat/settings", getSettings),
  forUser("PATCH", "/chat/settings", ["moderator:manage:chat_settings"], patchSettings),
  forUser("POST", "/chat/announcements", ["moderator:manage:announcements"], postAnnouncement),
  forAnyone("GET", "/chat/color", getColour),
  forUser("PUT", "/chat/color", ["user:manage:chat_color"], putColour),
] as const;

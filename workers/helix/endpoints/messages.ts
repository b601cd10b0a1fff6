/** Saying something in a chat: a user by its own token, or a program in the name of one who lets it. The room decides what may be said. */
import * as v from "valibot";
import { messageId, parseMessageId } from "#protocol/chat/event.ts";
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { type HelixSentMessage, sendMessageSchema } from "#protocol/helix/chat.ts";
import type { HelixList } from "#protocol/helix/envelope.ts";
import { idSchema } from "#protocol/ids.ts";
import { speakerOf } from "../../auth/identity.ts";
import { hasChannelId } from "../../channels/rows.ts";
import { grantedTo } from "../../oauth/grants.ts";
import { bodyOf } from "../body.ts";
import { type Call, forUser, type UserCall } from "../endpoint.ts";
import { badRequest, HelixFault, notMatching } from "../fault.ts";
import { refusalFault, sayInRoom, viewOfRoom } from "../room.ts";
import { namedPerson } from "../who.ts";

/** `/me` is a manner of speaking; every other command has an endpoint with a scope of its own. */
const COMMAND = /^\s*[/.](?!me(?:\s|$))/i;

type Sent = HelixList<HelixSentMessage>;
type Message = v.InferOutput<typeof sendMessageSchema>;

async function postAsUser(call: UserCall): Promise<Sent> {
  const body = await bodyOf(call, sendMessageSchema);
  if (body.for_source_only !== undefined) {
    throw badRequest("The parameter for_source_only may not be set with a user access token.");
  }
  if ((body.sender_id ?? call.query.required("sender_id")) !== call.identity.user.id) throw notMatching("sender_id");
  const channelId = await channelOf(call, body);
  return await post(call, channelId, speakerOf(call.identity), body);
}

/** The sender lets the program write as a bot; and the broadcaster lets it in, or the sender moderates there. */
async function postAsProgram(call: Call): Promise<Sent> {
  const { db, clientId, nowMs } = call;
  const body = await bodyOf(call, sendMessageSchema);
  const senderId = body.sender_id ?? call.query.required("sender_id");
  if (!v.is(idSchema, senderId)) throw badRequest("The ID in sender_id was not found.");
  const { login, display_name: name, colour, created_at: createdAt } = await namedPerson(call, "sender_id", senderId);
  const lets = await grantedTo(db, senderId, clientId, nowMs);
  if (!lets.scopes.has("user:write:chat") || !lets.scopes.has("user:bot")) {
    throw new HelixFault(401, "The sender must have authorized the app with the user:write:chat and user:bot scopes.");
  }
  const channelId = await channelOf(call, body);
  const sender: Viewer = { userId: senderId, login, name, colour, createdAt, staff: false };
  if (senderId !== channelId && !(await isLetIn(call, channelId, sender))) {
    const wanted = "with the channel:bot scope, or the sender must be a moderator of the chat room";
    throw new HelixFault(403, `The broadcaster must have authorized the app ${wanted}.`);
  }
  return await post(call, channelId, { ...sender, writesOnly: true }, body);
}

async function isLetIn(call: Call, channelId: string, sender: Viewer): Promise<boolean> {
  const { scopes } = await grantedTo(call.db, channelId, call.clientId, call.nowMs);
  return scopes.has("channel:bot") || (await viewOfRoom(call, channelId, sender)) !== null;
}

async function channelOf({ db, query }: Call, body: Message): Promise<string> {
  const channelId = body.broadcaster_id ?? query.required("broadcaster_id");
  if (v.is(idSchema, channelId) && (await hasChannelId(db, channelId))) return channelId;
  throw badRequest("The ID in broadcaster_id was not found.");
}

async function post(call: Call, channelId: string, speaker: Viewer, body: Message): Promise<Sent> {
  if ([...body.message.trim()].length > MAX_MESSAGE_LENGTH) throw new HelixFault(422, "The message is too large.");
  if (COMMAND.test(body.message)) return dropped("unrecognized_cmd", "Commands have endpoints of their own.");
  const replyTo = replyOf(channelId, body.reply_parent_message_id);
  const said = { nonce: crypto.randomUUID(), text: body.message, ...(replyTo === null ? {} : { replyTo }) };
  const answer = await sayInRoom(call, channelId, speaker, said);
  if (answer.kind === "sent") {
    const id = answer.seq === null ? "" : messageId(channelId, answer.seq);
    return { data: [{ message_id: id, is_sent: true }] };
  }
  const { code, message } = answer;
  if (code === "msg_banned" || code === "unavailable" || code === "room_full" || code === "empty")
    throw refusalFault(answer);
  return dropped(code, message);
}

const dropped = (code: string, message: string): Sent => ({
  data: [{ message_id: "", is_sent: false, drop_reason: { code, message } }],
});

function replyOf(channelId: string, id: string | undefined): number | null {
  if (id === undefined || id === "") return null;
  const replyTo = parseMessageId(channelId, id);
  if (replyTo === null) throw badRequest("The ID in reply_parent_message_id is not valid.");
  return replyTo;
}

export const messageEndpoints = [
  forUser("POST", "/chat/messages", ["user:write:chat"], postAsUser, postAsProgram),
] as const;

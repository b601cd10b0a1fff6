/** The door to a channel's chat room: what the Twitch-shaped API asks of it, and what its refusals are called here. The room decides who may. */
import type {
  Answer,
  BansCall,
  ModerationView,
  SayCall,
  Subscribers,
  SubscribersCall,
} from "#durable-objects/chat-room/calls.ts";
import type { Action } from "#protocol/chat/action.ts";
import type { RefusalCode } from "#protocol/chat/codes.ts";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { HelixStatus } from "#protocol/helix/envelope.ts";
import { callObject } from "../object-calls.ts";
import type { Call, UserCall } from "./endpoint.ts";
import { HelixFault } from "./fault.ts";

type Refused = Extract<Answer, { readonly kind: "refused" }>;
type Said = Extract<Answer, { readonly kind: "sent" | "refused" }>;

/** Statuses of refusals that are no 400. */
const STATUS: Readonly<Partial<Record<RefusalCode, HelixStatus>>> = {
  login_required: 401,
  no_permission: 403,
  msg_banned: 403,
  msg_ratelimit: 429,
  too_many: 409,
  room_full: 503,
  unavailable: 503,
};
/** What an endpoint calls some refusals itself. */
export type Renamed = Readonly<Partial<Record<RefusalCode, readonly [status: HelixStatus, message: string]>>>;

/** Carries out a moderator's action in a room, or throws the room's refusal. Never tried twice: an announcement would be made twice. */
export async function actInRoom(
  { c, identity }: UserCall,
  channelId: string,
  action: Action,
  renamed: Renamed = {},
): Promise<void> {
  const answers = await c.env.CHAT_ROOM.getByName(channelId)
    .act(identity.viewer, crypto.randomUUID(), action)
    .catch(unreachable);
  const refused = answers.find((answer): answer is Refused => answer.kind === "refused");
  if (refused !== undefined) throw refusalFault(refused, renamed);
  if (answers.length === 0) unreachable();
}

export function refusalFault({ code, message }: Refused, renamed: Renamed = {}): HelixFault {
  const [status, sentence] = renamed[code] ?? [STATUS[code] ?? 400, message];
  return new HelixFault(status, sentence);
}

/** Says a line; the room's answer to it. */
export async function sayInRoom({ c }: Call, channelId: string, viewer: Viewer, said: SayCall): Promise<Said> {
  // A second try is the same message: the nonce stays.
  const answers = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.say(viewer, said));
  const answer = answers.find(({ kind }) => kind === "refused") ?? answers[0];
  return answer === undefined || answer.kind === "done" ? unreachable() : answer;
}

/** What is asked of a room here: the messages that it holds back are told elsewhere. */
export type RoomView = Omit<ModerationView, "held">;

/** The room as the viewer sees it who moderates there; null for everybody else. */
export const viewOfRoom = ({ c }: Call, channelId: string, viewer: Viewer): Promise<RoomView | null> =>
  callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.view(viewer));

/** The modes as set, which anybody may know. */
export const modesOfRoom = ({ c }: Call, channelId: string): Promise<Modes> =>
  callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.modes());

export const subscribersOfRoom = ({ c }: Call, channelId: string, asked: SubscribersCall): Promise<Subscribers> =>
  callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.subscribers(asked));

export const bansOfRoom = ({ c }: Call, channelId: string, asked: BansCall): Promise<readonly Ban[]> =>
  callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.bans(asked));

export const emotesOfRoom = ({ c }: Call, channelId: string): Promise<readonly ChannelEmote[]> =>
  callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.emotes());

function unreachable(cause?: unknown): never {
  throw new HelixFault(503, "The chat cannot be reached right now. Try again in a moment.", cause);
}

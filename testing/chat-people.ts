/** People and lines of a chat, for tests. */
import type { ChatEvent, MessageEvent } from "#protocol/chat/event.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";

/** The channel of these tests, and so its broadcaster's account. */
export const CHANNEL_ID = "1001";

/** Somebody with an account; `userId` of the channel makes the broadcaster. */
export function person(login: string, userId: string, more: Partial<Viewer> = {}): Viewer {
  return { userId, login, name: login, colour: null, createdAt: 0, staff: false, ...more };
}

export const BROADCASTER = person("streamer", CHANNEL_ID);

/** A message as it stands in the room's order. */
export function line(seq: number, viewer: Viewer, text: string, more: Partial<MessageEvent> = {}): MessageEvent {
  const { userId, login, name, colour } = viewer;
  const from = { userId, login, name, colour, badges: [] };
  return { kind: "message", seq, at: seq, from, text, emotes: [], action: false, first: false, reply: null, ...more };
}

/** Texts of the messages among these events. */
export const textsOf = (events: readonly ChatEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === "message" ? [event.text] : []));

/** What a room's answers become over HTTP: a message that is in, an action that is done, or the refusal. Pure. */
import type { Answer } from "#durable-objects/chat-room/calls.ts";
import { messageId } from "#protocol/chat/event.ts";
import type { DoneAnswer, PostedMessage } from "#protocol/chat/http.ts";
import { Fault } from "#protocol/errors.ts";
import { refusalAnswer } from "./refusals.ts";

const NO_STORE = { headers: { "Cache-Control": "no-store" } };

/** A room answers once for a message or action; a refusal among several counts most, since the sender must hear of it. */
export function roomAnswer(channelId: string, answers: readonly Answer[]): Response {
  const answer = answers.find(({ kind }) => kind === "refused") ?? answers[0];
  if (answer === undefined) throw new Fault("unavailable", "The chat did not answer. Try again in a moment.");
  if (answer.kind === "refused") return refusalAnswer(answer);
  if (answer.kind === "sent") {
    const { seq } = answer;
    const posted: PostedMessage = { id: seq === null ? null : messageId(channelId, seq), seq, sent: true };
    return Response.json(posted, NO_STORE);
  }
  const { code, message, users } = answer;
  const done: DoneAnswer = { code, message, ...(users === undefined ? {} : { users }) };
  return Response.json(done, NO_STORE);
}

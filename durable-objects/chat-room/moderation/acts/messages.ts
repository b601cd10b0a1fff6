/** Actions on what was said: deleting one message, clearing all, announcing, and deciding on a held one. Pure. */
import type { Action } from "#protocol/chat/action.ts";
import { MAX_MESSAGE_LENGTH } from "#protocol/chat/limits.ts";
import { cleanText } from "../../message-text.ts";
import { protectionOf } from "../authority.ts";
import { withoutHeld } from "../held.ts";
import { NO_PERMISSION } from "../refusal.ts";
import type { ActionResult } from "../state.ts";
import { type Asked, carriedOut, refuse, refuseWith } from "./acting.ts";

export function deleteMessage(asked: Asked): ActionResult {
  const { state, by, ctx, now } = asked;
  const { message } = ctx;
  if (message === null) return refuseWith("bad_delete_message_error", "Failed to delete the message: it is not there.");
  const { userId, login } = message.from;
  const actor = { userId: by.viewer.userId, standing: by.standing };
  // One's own message one may delete.
  switch (protectionOf(actor, { userId, standing: ctx.standingOf(userId) })) {
    case "broadcaster":
      return refuseWith("bad_delete_message_broadcaster", "You cannot delete the broadcaster's messages.");
    case "moderator":
      return refuseWith("bad_delete_message_mod", `You cannot delete messages from another moderator ${login}.`);
    case "staff":
      return refuse(NO_PERMISSION);
    default:
  }
  const outcome = { state, changes: [], events: [{ kind: "delete" as const, at: now, target: message.seq, login }] };
  const entry = { action: "delete", user: { userId, login, name: login }, detail: message.text };
  return carriedOut(asked, outcome, entry, "delete_message_success", `The message from ${login} is now deleted.`);
}

export function clear(asked: Asked): ActionResult {
  const outcome = { state: asked.state, changes: [], events: [{ kind: "clear" as const, at: asked.now }] };
  return carriedOut(asked, outcome, { action: "clear", user: null, detail: "" }, "clear_success", "Chat is cleared.");
}

/** The room fills in badges and emotes. */
export function announce(asked: Asked, action: Extract<Action, { readonly kind: "announce" }>): ActionResult {
  const { state, by, now } = asked;
  const clean = cleanText(action.text);
  if (clean.outcome === "empty") return refuseWith("usage_announce", "Usage: “/announce <message>”");
  if (clean.outcome === "too_long")
    return refuseWith(
      "too_long",
      `An announcement has at most ${MAX_MESSAGE_LENGTH} characters, this has ${clean.length}.`,
    );
  const { userId, login, name, colour } = by.viewer;
  const event = {
    ...{ kind: "announcement" as const, at: now, from: { userId, login, name, colour, badges: [] } },
    ...{ text: clean.text, emotes: [], colour: action.colour },
  };
  const entry = { action: "announce", user: null, detail: clean.text };
  return carriedOut(
    asked,
    { state, changes: [], events: [event] },
    entry,
    "announce_success",
    "Your announcement is shown.",
  );
}

export function decideHeld(
  asked: Asked,
  action: Extract<Action, { readonly kind: "allowHeld" | "denyHeld" }>,
): ActionResult {
  const { state, now } = asked;
  const line = state.held.get(action.id);
  if (line === undefined || line.held.expiresAt <= now)
    return refuseWith("bad_held_unknown", "This message does not wait any more.");
  const { from, text } = line.held;
  const allowed = action.kind === "allowHeld";
  const outcome = {
    state: withoutHeld(state, [line]),
    changes: [{ kind: "release" as const, id: action.id }],
    release: allowed ? line : null,
    heldOver: [{ line, outcome: allowed ? ("allowed" as const) : ("denied" as const) }],
  };
  const entry = { action: action.kind, user: from, detail: text };
  return allowed
    ? carriedOut(asked, outcome, entry, "held_allow_success", `The message from ${from.name} is shown.`)
    : carriedOut(asked, outcome, entry, "held_deny_success", `The message from ${from.name} is not shown.`);
}

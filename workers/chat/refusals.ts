/** From a room's refusal to an HTTP answer. Pure. */
import type { Answer } from "#durable-objects/chat-room/calls.ts";
import type { RefusalCode } from "#protocol/chat/codes.ts";
import type { ChatErrorBody } from "#protocol/chat/http.ts";
import { ERROR_STATUS, type ErrorCode } from "#protocol/errors.ts";

/** Each reason's kind of error. A list, so that a new reason must be thought of here. */
const KIND: Readonly<Record<RefusalCode, ErrorCode>> = {
  malformed: "bad_request",
  not_joined: "bad_request",
  login_required: "unauthorized",
  empty: "bad_request",
  too_long: "bad_request",
  room_full: "unavailable",
  unavailable: "unavailable",
  msg_duplicate: "conflict",
  msg_ratelimit: "rate_limited",
  msg_slowmode: "rate_limited",
  msg_subsonly: "forbidden",
  msg_followersonly: "forbidden",
  msg_followersonly_followed: "forbidden",
  msg_followersonly_zero: "forbidden",
  msg_emoteonly: "forbidden",
  msg_r9k: "conflict",
  msg_banned: "forbidden",
  msg_timedout: "forbidden",
  msg_links: "forbidden",
  msg_bad_characters: "bad_request",
  msg_rejected: "forbidden",
  msg_rejected_mandatory: "forbidden",
  no_permission: "forbidden",
  unrecognized_cmd: "bad_request",
  invalid_user: "not_found",
  reply_gone: "gone",
  usage_ban: "bad_request",
  usage_timeout: "bad_request",
  usage_unban: "bad_request",
  usage_delete: "bad_request",
  usage_slow_on: "bad_request",
  usage_followers_on: "bad_request",
  usage_mod: "bad_request",
  usage_unmod: "bad_request",
  usage_vip: "bad_request",
  usage_unvip: "bad_request",
  usage_announce: "bad_request",
  usage_color: "bad_request",
  usage_me: "bad_request",
  bad_ban_self: "forbidden",
  bad_ban_broadcaster: "forbidden",
  bad_ban_mod: "forbidden",
  bad_ban_staff: "forbidden",
  bad_timeout_self: "forbidden",
  bad_timeout_broadcaster: "forbidden",
  bad_timeout_mod: "forbidden",
  bad_timeout_staff: "forbidden",
  bad_timeout_duration: "bad_request",
  bad_unban_no_ban: "conflict",
  already_banned: "conflict",
  bad_delete_message_error: "not_found",
  bad_delete_message_broadcaster: "forbidden",
  bad_delete_message_mod: "forbidden",
  bad_mod_mod: "conflict",
  bad_mod_banned: "conflict",
  bad_unmod_mod: "conflict",
  bad_vip_grantee_already_vip: "conflict",
  bad_vip_grantee_banned: "conflict",
  bad_unvip_grantee_not_vip: "conflict",
  bad_term: "bad_request",
  bad_term_unknown: "not_found",
  bad_held_unknown: "not_found",
  too_many: "conflict",
};

/** `message` is the room's own sentence; it names nothing that the sender does not know. */
export function refusalAnswer(refused: Extract<Answer, { readonly kind: "refused" }>): Response {
  const { code: reason, message, retryMs } = refused;
  const code = KIND[reason];
  const body: ChatErrorBody = { error: { code, message, reason, retryMs } };
  const headers = new Headers({ "Cache-Control": "no-store" });
  if (retryMs !== null) headers.set("Retry-After", String(Math.max(1, Math.ceil(retryMs / 1000))));
  return Response.json(body, { status: ERROR_STATUS[code], headers });
}

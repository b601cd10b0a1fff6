/** Messages that wait for a moderator, and what becomes of them, in the shapes that subscriptions have: Twitch's fields. Pure. */
import type { Held } from "../chat/moderation.ts";
import { heldMessageId } from "../helix/held-message.ts";
import { heldFragments } from "./fragments.ts";
import { broadcaster, moderator, type Person, user } from "./render.ts";
import type { RenderedChat } from "./render-chat.ts";
import { eventTime } from "./time.ts";

/** With whose subscription it is; null: everybody's. */
export type RenderedHeld = RenderedChat & { readonly readerId: string | null };

export type HeldOutcome = "allowed" | "denied" | "expired";

const STATUS = { allowed: "approved", denied: "denied", expired: "expired" } as const;
/** The sender's own word for a message that nobody decided on. */
const SENDERS_STATUS = { ...STATUS, expired: "invalid" } as const;
/** Who decided when nobody did. */
const NOBODY: Person = { id: "", login: "", name: "" };

type Fields = Readonly<Record<string, unknown>>;

export const renderHold = (held: Held, channel: Person): readonly RenderedHeld[] => [
  ...toModerators("automod.message.hold", held, channel, {}),
  toSender("channel.chat.user_message_hold", held, channel, {}),
];

/** `by` is null for a message whose time was over. */
export const renderHeldOver = (
  held: Held,
  outcome: HeldOutcome,
  by: Person | null,
  channel: Person,
): readonly RenderedHeld[] => [
  ...toModerators("automod.message.update", held, channel, { ...moderator(by ?? NOBODY), status: STATUS[outcome] }),
  toSender("channel.chat.user_message_update", held, channel, { status: SENDERS_STATUS[outcome] }),
];

/** The first version knows AutoMod alone; the second one blocked terms too. */
function toModerators(type: string, held: Held, channel: Person, more: Fields): readonly RenderedHeld[] {
  const event = { ...messageOf(held, channel), ...more, held_at: eventTime(held.at) };
  const found = { category: held.category, level: held.level ?? 0 };
  const isAutoMod = held.reason === "automod";
  const second: Fields = {
    reason: held.reason,
    automod: isAutoMod ? { ...found, boundaries: held.spans.map(boundary) } : null,
    blocked_term: isAutoMod ? null : { terms_found: held.spans.map((span) => termFound(held, span, channel)) },
  };
  return [
    ...(isAutoMod ? [{ type, version: "1", readerId: null, event: { ...event, ...found } }] : []),
    { type, version: "2", readerId: null, event: { ...event, ...second } },
  ];
}

const toSender = (type: string, held: Held, channel: Person, more: Fields): RenderedHeld => ({
  ...{ type, version: "1", readerId: held.from.userId, event: { ...messageOf(held, channel), ...more } },
});

const messageOf = ({ id, from, text, spans }: Held, channel: Person): Fields => ({
  ...broadcaster(channel),
  ...user({ id: from.userId, login: from.login, name: from.name }),
  ...{ message_id: heldMessageId(channel.id, id), message: { text, fragments: heldFragments(text, spans) } },
});

const boundary = ([start, end]: readonly [number, number]) => ({ start_pos: start, end_pos: end });

const termFound = ({ termId }: Held, span: readonly [number, number], { id, login, name }: Person) => ({
  ...{ term_id: termId ?? "", boundary: boundary(span) },
  ...{ owner_broadcaster_user_id: id, owner_broadcaster_user_login: login, owner_broadcaster_user_name: name },
});

/** The access table's part for the Twitch-shaped API: every operation, and who may come in. A new endpoint gets a row here, or the test fails. */
import { COVERED_USERS, type HelixRow, type Ids, MODERATING, OWNER, PROGRAMS, USERS } from "./helix-access-row.ts";

type More = Pick<HelixRow, "body" | "either" | "says" | "program">;
type Query = HelixRow["query"];

const nothing: Query = () => "";
const channel: Query = ({ host }) => `broadcaster_id=${host}`;
const user: Query = ({ host }) => `user_id=${host}`;
const about: Query = ({ host, target }) => `broadcaster_id=${host}&user_id=${target}`;
const inOwnName: Query = ({ host, me }) => `broadcaster_id=${host}&moderator_id=${me}`;
const and =
  (query: Query, more: (ids: Ids) => string): Query =>
  (ids) =>
    `${query(ids)}&${more(ids)}`;

/** For every program. */
const open = (operation: string, query: Query = nothing): HelixRow => ({ operation, query, open: PROGRAMS });
/** For the user of the token alone, whose id the parameter holds. */
const own = (operation: string, parameter: string, query: Query, more: More = {}): HelixRow => ({
  ...{ operation, query, own: parameter, open: OWNER },
  ...more,
});
/** For those who moderate the channel, each in its own name. */
const moderated = (operation: string, query: Query = inOwnName, more: More = {}): HelixRow => ({
  ...{ operation, query, own: "moderator_id", open: MODERATING },
  says: [403, "The user in moderator_id is not one of the broadcaster's moderators."],
  ...more,
});
const covered = (operation: string, query: Query = nothing): HelixRow => ({ operation, query, open: COVERED_USERS });

const PEOPLE: readonly HelixRow[] = [
  open("GET /users", ({ host }) => `id=${host}`),
  covered("PUT /users"),
  own("GET /users/blocks", "broadcaster_id", channel),
  covered("PUT /users/blocks", ({ target }) => `target_user_id=${target}`),
  covered("DELETE /users/blocks", ({ target }) => `target_user_id=${target}`),
  { operation: "GET /channels/followers", query: channel, open: USERS },
  own("GET /channels/followed", "user_id", user),
  own("GET /subscriptions", "broadcaster_id", channel),
  own("GET /subscriptions/user", "user_id", and(channel, user)),
];

const CHANNELS: readonly HelixRow[] = [
  open("GET /channels", channel),
  own("PATCH /channels", "broadcaster_id", channel, { body: () => ({ title: "A title" }) }),
  own("GET /channels/editors", "broadcaster_id", channel),
  open("GET /content_classification_labels"),
  open("GET /streams"),
  own("GET /streams/followed", "user_id", user),
  // A key is stored as its hash: nobody is told what it is.
  {
    ...own("GET /streams/key", "broadcaster_id", channel),
    open: [],
    denied: [403, "Stream keys are shown once, when they are made. Make a new one in the studio."],
  },
  open("GET /games", () => "id=3"),
  open("GET /games/top"),
  open("GET /search/channels", () => "query=host"),
  open("GET /search/categories", () => "query=music"),
  open("GET /videos", user),
  open("GET /clips", channel),
];

const CHAT: readonly HelixRow[] = [
  own("POST /chat/messages", "sender_id", nothing, {
    body: ({ host }) => ({ broadcaster_id: host, sender_id: host, message: "a line" }),
    program: [401, "The sender must have authorized the app with the user:write:chat and user:bot scopes."],
  }),
  moderated("GET /chat/chatters"),
  open("GET /chat/settings", channel),
  moderated("PATCH /chat/settings", inOwnName, { body: () => ({ unique_chat_mode: true }) }),
  moderated("POST /chat/announcements", inOwnName, { body: () => ({ message: "news" }) }),
  open("GET /chat/color", user),
  own(
    "PUT /chat/color",
    "user_id",
    and(user, () => "color=red"),
  ),
  open("GET /chat/emotes", channel),
  open("GET /chat/emotes/global"),
  open("GET /chat/emotes/set", () => "emote_set_id=0"),
  own("GET /chat/emotes/user", "user_id", user),
  open("GET /chat/badges", channel),
  open("GET /chat/badges/global"),
];

const MODERATION: readonly HelixRow[] = [
  own("GET /moderation/channels", "user_id", user),
  own("GET /moderation/moderators", "broadcaster_id", channel),
  own("POST /moderation/moderators", "broadcaster_id", about),
  own("DELETE /moderation/moderators", "broadcaster_id", about),
  own("GET /channels/vips", "broadcaster_id", channel),
  own("POST /channels/vips", "broadcaster_id", about),
  own("DELETE /channels/vips", "broadcaster_id", about),
  moderated("POST /moderation/bans", inOwnName, { body: ({ target }) => ({ data: { user_id: target, duration: 1 } }) }),
  moderated(
    "DELETE /moderation/bans",
    and(inOwnName, ({ target }) => `user_id=${target}`),
  ),
  own("GET /moderation/banned", "broadcaster_id", channel),
  moderated("DELETE /moderation/chat"),
  moderated("GET /moderation/blocked_terms"),
  moderated("POST /moderation/blocked_terms", inOwnName, { body: () => ({ text: "a term" }) }),
  moderated(
    "DELETE /moderation/blocked_terms",
    and(inOwnName, () => "id=t1"),
  ),
  {
    ...moderated("POST /moderation/automod/message", nothing, {
      body: ({ host, me }) => ({ user_id: me, msg_id: `${host}.none`, action: "DENY" }),
    }),
    own: "user_id",
  },
  moderated("GET /moderation/automod/settings"),
  moderated("PUT /moderation/automod/settings", inOwnName, { body: () => ({ overall_level: 1 }) }),
  moderated("GET /moderation/shield_mode"),
  moderated("PUT /moderation/shield_mode", inOwnName, { body: () => ({ is_active: false }) }),
];

const SCHEDULE: readonly HelixRow[] = [
  open("GET /schedule", channel),
  own("PATCH /schedule/settings", "broadcaster_id", channel),
  own("POST /schedule/segment", "broadcaster_id", channel, { body: () => ({}) }),
  own("PATCH /schedule/segment", "broadcaster_id", channel, { body: () => ({}) }),
  own("DELETE /schedule/segment", "broadcaster_id", channel),
];

export const HELIX_ROWS: readonly HelixRow[] = [...PEOPLE, ...CHANNELS, ...SCHEDULE, ...CHAT, ...MODERATION];

/** Those of EventSub, which stand with their subject and have one more address. */
export const EVENTSUB_ROWS: readonly HelixRow[] = [
  open("GET /eventsub/subscriptions"),
  open("DELETE /eventsub/subscriptions", () => "id=none"),
  {
    operation: "POST /eventsub/subscriptions",
    query: nothing,
    body: ({ host, me, session }) => ({
      ...{ type: "channel.follow", version: "2", condition: { broadcaster_user_id: host, moderator_user_id: me } },
      transport: { method: "websocket", session_id: session },
    }),
    open: MODERATING,
    // Its events come to a callback; that door is in workers/eventsub/subscriptions.workerd.test.ts.
    either: ["program"],
    says: [403, "subscription missing proper authorization"],
  },
];

/** Where the operations are: Twitch's own place, and that of its test server. */
export const HELIX_PLACES = ["/helix", "/mock"] as const;
export const EVENTSUB_PLACES = [...HELIX_PLACES, ""] as const;

const namesOf = (rows: readonly HelixRow[], places: readonly string[]): readonly string[] =>
  rows.flatMap(({ operation }) => places.map((place) => operation.replace(" ", ` ${place}`)));

/** As the router names them. */
export const HELIX_ROUTES: readonly string[] = [
  ...namesOf(HELIX_ROWS, HELIX_PLACES),
  ...namesOf(EVENTSUB_ROWS, EVENTSUB_PLACES),
];

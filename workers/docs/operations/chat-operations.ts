/** What the routes of chat, users and staff are for. */
import * as v from "valibot";
import { channelEmoteSchema } from "#protocol/chat/emote.ts";
import { standingSchema, ticketSchema } from "#protocol/chat/http.ts";
import { moderationViewSchema } from "#protocol/chat/moderation.ts";
import { flagHistorySchema, flagListSchema } from "#protocol/flags/flag.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { accountSchema, createdTokenSchema, profileSchema, sessionStateSchema } from "#protocol/users/user.ts";
import type { Operations } from "../operation.ts";

const chat = { tag: "Chat" } as const;
const operator = { tag: "Staff", who: "operator" } as const;
const staff = { tag: "Staff", who: "staff", scopes: ["staff:manage:flags"] } as const;
const EMOTES = ["channel:manage:emotes"];

export const CHAT_OPERATIONS: Operations = {
  "POST /chat/messages": {
    ...chat,
    who: "user",
    scopes: ["chat:edit", "user:write:chat"],
    summary: "Says a line in a channel's chat, by the rules of the room.",
    answer: v.object({ id: v.nullable(v.string()), seq: v.nullable(v.number()), sent: v.literal(true) }),
  },
  "GET /chat/:login/messages": {
    ...chat,
    who: "anybody",
    summary: "What was said of late, newest last.",
    answer: v.object({ channelId: idSchema, kept: v.number(), events: v.array(v.looseObject({ id: v.string() })) }),
  },
  "POST /chat/:login/moderation": {
    ...chat,
    who: "moderator",
    scopes: ["chat:moderate", "channel:moderate"],
    summary:
      "Does what a chat command does: bans, modes, terms, and so on; the narrower scopes of Twitch cover their own actions.",
    answer: v.object({ code: v.string(), message: v.string(), users: v.optional(v.array(v.string())) }),
  },
  "GET /chat/:login/moderation": {
    ...chat,
    who: "moderator",
    scopes: ["chat:moderate", "channel:moderate"],
    summary: "Bans, grants, terms, held messages and the log of a room.",
    answer: moderationViewSchema,
  },
  "PUT /chat/:login/standings/:user": {
    ...operator,
    summary: "What a user is to a channel: for how long subscribed, since when a follower.",
    answer: v.object({ userId: idSchema, login: loginSchema, ...standingSchema.entries }),
  },
  "GET /chat/:login/emotes": {
    ...chat,
    who: "anybody",
    summary: "The emotes that can be used in a channel.",
    answer: v.object({
      global: v.array(v.object({ id: v.string(), name: v.string() })),
      channel: v.array(channelEmoteSchema),
    }),
  },
  "POST /chat/:login/emotes": {
    ...chat,
    who: "broadcaster",
    scopes: EMOTES,
    summary: "Adds an emote: its name, who may use it, and the same picture in three sizes.",
    status: 201,
    bodyType: "multipart/form-data",
    answer: channelEmoteSchema,
  },
  "DELETE /chat/:login/emotes/:id": {
    ...chat,
    who: "broadcaster",
    scopes: EMOTES,
    summary: "Removes an emote.",
    status: 204,
  },
  "PUT /chat/:login/emotes/third-party": {
    ...chat,
    who: "broadcaster",
    scopes: EMOTES,
    summary: "Shows the emotes of another site in this channel, renews them, or takes them away.",
    answer: v.object({ provider: v.string(), shown: v.number(), leftOut: v.number() }),
  },
  "POST /api/chat/ticket": {
    ...chat,
    who: "user",
    scopes: ["chat:edit", "user:write:chat"],
    summary: "A ticket that opens a chat socket from a page of another site, good for a minute.",
    answer: ticketSchema,
  },
  "GET /api/users/:login": {
    tag: "Users",
    who: "anybody",
    summary: "What anybody may know of a user.",
    answer: profileSchema,
  },
  "POST /api/users": { ...operator, summary: "Makes a user without an account.", status: 201, answer: accountSchema },
  "PATCH /api/users/:login": { ...operator, summary: "Renames a user, or makes it staff.", answer: accountSchema },
  "POST /api/users/:login/token": {
    ...operator,
    summary: "Makes an access token.",
    status: 201,
    answer: createdTokenSchema,
  },
  "GET /api/session": { tag: "Account", who: "anybody", summary: "Who is signed in.", answer: sessionStateSchema },
  "POST /api/session": {
    tag: "Account",
    who: "anybody",
    summary: "Takes a name as a guest; from this site's own pages.",
    status: 201,
    answer: sessionStateSchema,
  },
  "DELETE /api/session": { tag: "Account", who: "anybody", summary: "Signs out.", answer: sessionStateSchema },
  "POST /api/purges": {
    ...operator,
    summary: "Ends what deleted accounts left behind, before the timed chores do.",
    answer: v.object({ done: v.unknown() }),
  },
  "POST /api/eventsub/sessions/:id/reconnect": {
    ...operator,
    summary: "Asks the client of an EventSub session to come by a new socket.",
    status: 202,
  },
  "GET /api/flags": {
    ...staff,
    summary: "Operator settings and feature flags, and how they stand.",
    answer: flagListSchema,
  },
  "GET /api/flags/:name": { ...staff, summary: "One flag, and who changed it when.", answer: flagHistorySchema },
  "PUT /api/flags/:name": { ...staff, summary: "Sets a flag.", answer: flagHistorySchema },
  "DELETE /api/flags/:name": {
    ...staff,
    summary: "Takes a flag's value away: the default holds again.",
    answer: flagHistorySchema,
  },
  "GET /oauth2/validate": {
    tag: "Applications",
    who: "anybody",
    summary: "What an access token is good for, in Twitch's shape.",
    refuses: "in Twitch's shape",
    answer: v.object({
      client_id: v.string(),
      login: v.optional(v.string()),
      scopes: v.array(v.string()),
      user_id: v.optional(v.string()),
      expires_in: v.number(),
    }),
  },
};

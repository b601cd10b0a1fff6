/** What the routes of browsing, searching and following, of notices, and of the pictures there, are for. */
import * as v from "valibot";
import { categoriesSchema, categorySchema, refreshedSchema } from "#protocol/discovery/category.ts";
import { followersSchema, followingSchema, followStateSchema } from "#protocol/discovery/follow.ts";
import { foundSchema, suggestedSchema } from "#protocol/discovery/search.ts";
import { noticeSettingsAnswerSchema, recentNoticesSchema } from "#protocol/events/notices.ts";
import type { Operations } from "../operation.ts";

const discovery = { tag: "Discovery", who: "anybody" } as const;
const follows = { tag: "Discovery", who: "user" } as const;
const notices = { tag: "Notices", who: "user" } as const;
const picture = { tag: "Playback", who: "anybody", contentType: "image/*" } as const;
const READ = ["user:read:follows", "user:edit:follows"];

export const DISCOVERY_OPERATIONS: Operations = {
  "GET /api/categories": { ...discovery, summary: "Categories, most viewers first.", answer: categoriesSchema },
  "GET /api/categories/:slug": { ...discovery, summary: "A category.", answer: categorySchema },
  "POST /api/categories/refresh": {
    tag: "Staff",
    who: "operator",
    summary: "Brings categories and box art from the game data service.",
    answer: refreshedSchema,
  },
  "GET /api/search": {
    ...discovery,
    summary: "Channels, categories and broadcasts by words, typing errors forgiven.",
    answer: foundSchema,
  },
  "GET /api/search/suggest": { ...discovery, summary: "The first few, as one types.", answer: suggestedSchema },
  "GET /api/channels/:login/follow": {
    ...follows,
    scopes: READ,
    summary: "Whether one follows a channel, and since when.",
    answer: followStateSchema,
  },
  "PUT /api/channels/:login/follow": {
    ...follows,
    scopes: ["user:edit:follows"],
    summary: "Follows a channel.",
    answer: followStateSchema,
  },
  "DELETE /api/channels/:login/follow": {
    ...follows,
    scopes: ["user:edit:follows"],
    summary: "Follows it no more.",
    answer: followStateSchema,
  },
  "GET /api/me/following": {
    ...follows,
    scopes: READ,
    summary: "Whom one follows, newest first; with `live=1` those who are live.",
    answer: followingSchema,
  },
  "GET /api/channels/:login/followers": {
    ...discovery,
    scopes: ["moderator:read:followers"],
    summary: "How many follow a channel; who they are, for those who run or moderate it.",
    answer: followersSchema,
  },
  "GET /api/me/notifications": {
    ...notices,
    summary: "What one wants to be told, and how.",
    answer: noticeSettingsAnswerSchema,
  },
  "PUT /api/me/notifications": { ...notices, summary: "Changes that.", answer: noticeSettingsAnswerSchema },
  "GET /api/me/notifications/recent": {
    ...notices,
    summary: "What one was told of late.",
    answer: recentNoticesSchema,
  },
  "PUT /api/me/notifications/muted/:channelId": { ...notices, summary: "Hears nothing of a channel.", status: 204 },
  "DELETE /api/me/notifications/muted/:channelId": { ...notices, summary: "Hears of it again.", status: 204 },
  "POST /api/me/push": { ...notices, summary: "Lets this browser be woken (web push).", status: 201 },
  "DELETE /api/me/push": { ...notices, summary: "Lets it sleep.", status: 204 },
  "GET /oembed": {
    ...discovery,
    summary: "How other sites show a channel or a recording (oEmbed).",
    answer: v.looseObject({ html: v.string() }),
  },
  "GET /feed/:login": { ...discovery, summary: "A channel's recordings as RSS.", contentType: "application/rss+xml" },
  "GET /images/avatars/:file": { ...picture, summary: "A drawn picture, for channels without one." },
  "GET /images/channels/:id/avatar/:version/:side": { ...picture, summary: "A channel's picture." },
  "GET /images/channels/:id/banner/:version": { ...picture, summary: "A channel's banner." },
  "GET /images/stills/live/:file": { ...picture, summary: "What a channel shows now: `<login>-640x360.jpg`." },
  "GET /images/stills/vods/:file": { ...picture, summary: "A recording's picture: `<id>-640x360.jpg`." },
  "GET /images/stills/:channelId/:broadcastId/:at": { ...picture, summary: "What a broadcast showed at a moment." },
  "GET /images/categories/:file": { ...picture, summary: "A category's drawn picture." },
  "GET /images/categories/:id/:version": { ...picture, summary: "A category's box art." },
};

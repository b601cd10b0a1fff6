/** What the routes of notices and of events are for. */
import { noticeSettingsAnswerSchema, recentNoticesSchema } from "#protocol/events/notices.ts";
import type { Operations } from "../operation.ts";

const own = { tag: "Notices", who: "user" } as const;

export const EVENT_OPERATIONS: Operations = {
  "GET /api/me/notifications": {
    ...own,
    summary: "By what one wants to hear of channels that go live, and of which not.",
    answer: noticeSettingsAnswerSchema,
  },
  "PUT /api/me/notifications": { ...own, summary: "Changes that.", answer: noticeSettingsAnswerSchema },
  "GET /api/me/notifications/recent": {
    ...own,
    summary: "Channels that went live, newest first.",
    answer: recentNoticesSchema,
  },
  "PUT /api/me/notifications/muted/:channelId": { ...own, summary: "No more notices of a channel.", status: 204 },
  "DELETE /api/me/notifications/muted/:channelId": { ...own, summary: "Notices of it again.", status: 204 },
  "POST /api/me/push": { ...own, summary: "A browser takes pushes from now on.", status: 201 },
  "DELETE /api/me/push": { ...own, summary: "A browser takes none any more.", status: 204 },
  "POST /api/eventsub/sessions/:id/reconnect": {
    tag: "Staff",
    who: "operator",
    summary: "Asks the client of an EventSub session to come back by a new connection.",
    status: 202,
  },
};

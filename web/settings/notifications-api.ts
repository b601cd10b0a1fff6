/** What the settings ask about notifications. */
import * as v from "valibot";
import {
  type Device,
  type NoticeSettings,
  type NoticeSettingsAnswer,
  noticeSettingsSchema,
} from "#protocol/events/notices.ts";
import { idSchema } from "#protocol/ids.ts";
import { type ApiAnswer, ask, nothing, withJson } from "../ask.ts";

const answerSchema = v.object({
  ...noticeSettingsSchema.entries,
  muted: v.array(idSchema),
  pushKey: v.nullable(v.string()),
});
const readSettings = (body: unknown): NoticeSettingsAnswer => v.parse(answerSchema, body);

export const getNoticeSettings = (signal: AbortSignal): Promise<ApiAnswer<NoticeSettingsAnswer>> =>
  ask("/api/me/notifications", { signal }, readSettings);
export const setNoticeSettings = (settings: NoticeSettings): Promise<ApiAnswer<NoticeSettingsAnswer>> =>
  ask("/api/me/notifications", withJson("PUT", settings), readSettings);

export const muteChannel = (channelId: string, muted: boolean): Promise<ApiAnswer<null>> =>
  ask(`/api/me/notifications/muted/${channelId}`, { method: muted ? "PUT" : "DELETE" }, nothing);

/** The answer to a new browser has no body. */
export const addDevice = (device: Device): Promise<ApiAnswer<null>> =>
  ask("/api/me/push", withJson("POST", device), nothing);
export const removeDevice = (endpoint: string): Promise<ApiAnswer<null>> =>
  ask("/api/me/push", withJson("DELETE", { endpoint }), nothing);

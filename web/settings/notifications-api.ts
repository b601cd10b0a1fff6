/** What the settings ask about notifications. */
import * as v from "valibot";
import {
  type Device,
  type NoticeSettings,
  type NoticeSettingsAnswer,
  noticeSettingsSchema,
} from "#protocol/events/notices.ts";
import { idSchema } from "#protocol/ids.ts";
import { type ApiAnswer, ask, nothing } from "../ask.ts";
import { api, until } from "../client.ts";

const { notifications, push } = api.me;

const answerSchema = v.object({
  ...noticeSettingsSchema.entries,
  muted: v.array(idSchema),
  pushKey: v.nullable(v.string()),
});

export const getNoticeSettings = (signal: AbortSignal): Promise<ApiAnswer<NoticeSettingsAnswer>> =>
  ask(notifications.$get({}, until(signal)), answerSchema);
export const setNoticeSettings = (settings: NoticeSettings): Promise<ApiAnswer<NoticeSettingsAnswer>> =>
  ask(notifications.$put({ json: settings }), answerSchema);

export const muteChannel = (channelId: string, muted: boolean): Promise<ApiAnswer<null>> =>
  ask(notifications.muted[":channelId"][muted ? "$put" : "$delete"]({ param: { channelId } }), nothing);

/** The answer to a new browser has no body. */
export const addDevice = (device: Device): Promise<ApiAnswer<null>> => ask(push.$post({ json: device }), nothing);
export const removeDevice = (endpoint: string): Promise<ApiAnswer<null>> =>
  ask(push.$delete({ json: { endpoint } }), nothing);

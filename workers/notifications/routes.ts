/** `/api/me/notifications` and `/api/me/push`: what somebody wants to hear, by what, and what there was. For people, not for programs. */
import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import {
  deviceSchema,
  type NoticeSettingsAnswer,
  noticeSettingsSchema,
  type RecentNotices,
  removeDeviceSchema,
} from "#protocol/events/notices.ts";
import { idSchema } from "#protocol/ids.ts";
import { isTimeZone } from "#protocol/time-zone.ts";
import { requireIdentity } from "../auth/identity.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { outboundFault } from "../events/outbound-address.ts";
import { badRequest, sValidator } from "../validation.ts";
import { vapidOf } from "./push.ts";
import { recentNotices } from "./rows.ts";
import {
  addDevice,
  muteChannel,
  mutedChannels,
  removeDevice,
  setSettings,
  settingsOfUser,
  unmuteChannel,
} from "./wishes.ts";

const small = limitBody(MAX_JSON_BYTES);

export const notificationRoutes = new Hono<App>()
  .get("/me/notifications", async (c) => c.json(await answerOf(c, await personOf(c))))
  .put("/me/notifications", small, sValidator("json", noticeSettingsSchema, badRequest), async (c) => {
    const userId = await personOf(c);
    const settings = c.req.valid("json");
    if (settings.quiet !== null && !isTimeZone(settings.quiet.timeZone)) {
      throw new Fault("bad_request", "There is no such time zone.");
    }
    await setSettings(c.env.DB, userId, settings);
    return c.json(await answerOf(c, userId));
  })
  .get("/me/notifications/recent", async (c) => {
    const rows = await recentNotices(c.env.DB, await personOf(c));
    const answer: RecentNotices = {
      notices: rows.map(({ channel_id: channelId, login, display_name: name, broadcast_id, at, live_id, title }) => {
        const live = live_id === broadcast_id;
        return { channelId, login, name, broadcastId: broadcast_id, at, live, title: live ? title : null };
      }),
    };
    return c.json(answer);
  })
  .put("/me/notifications/muted/:channelId", async (c) => {
    const userId = await personOf(c);
    if (!(await muteChannel(c.env.DB, userId, channelIdOf(c.req.param("channelId"))))) throw noChannel();
    return c.body(null, 204);
  })
  .delete("/me/notifications/muted/:channelId", async (c) => {
    await unmuteChannel(c.env.DB, await personOf(c), channelIdOf(c.req.param("channelId")));
    return c.body(null, 204);
  })
  .post("/me/push", small, sValidator("json", deviceSchema, badRequest), async (c) => {
    const userId = await personOf(c);
    if (vapidOf(c.env) === null) throw new Fault("unavailable", "This site sends no pushes.");
    const device = c.req.valid("json");
    const fault = outboundFault(device.endpoint, c.env.DEVELOPMENT === "1");
    if (fault !== null) throw new Fault("bad_request", `The endpoint cannot be used: ${fault}.`);
    await addDevice(c.env.DB, userId, device, Date.now());
    return c.body(null, 201);
  })
  .delete("/me/push", small, sValidator("json", removeDeviceSchema, badRequest), async (c) => {
    await removeDevice(c.env.DB, await personOf(c), c.req.valid("json").endpoint);
    return c.body(null, 204);
  });

/** The person's id. A token is a program's, and what reaches a person is not for it to change. */
async function personOf(c: Context<App>): Promise<string> {
  const { via, user } = await requireIdentity(c);
  if (via !== "session") throw new Fault("forbidden", "Only people change what reaches them, on the page.");
  return user.id;
}

async function answerOf(c: Context<App>, userId: string): Promise<NoticeSettingsAnswer> {
  const [settings, muted] = await Promise.all([settingsOfUser(c.env.DB, userId), mutedChannels(c.env.DB, userId)]);
  return { ...settings, muted: [...muted], pushKey: vapidOf(c.env)?.publicKey ?? null };
}

function channelIdOf(id: string): string {
  if (!v.is(idSchema, id)) throw noChannel();
  return id;
}

const noChannel = (): Fault => new Fault("not_found", "There is no such channel, or too many are muted.");

/** What people want to hear and by what: their settings, mutes and browsers, in D1. */
import * as v from "valibot";
import type { Device, NoticeSettings } from "#protocol/events/notices.ts";
import { hashOf } from "../auth/secrets.ts";
import { isQuiet, minutesOf, type Quiet, timeOf } from "./quiet-hours.ts";
import { NOTICE_SQL } from "./rows.ts";

const id = v.pipe(v.number(), v.transform(String));
const minute = v.nullable(v.number());
const settingsRow = v.object({
  push: v.number(),
  mail: v.number(),
  quiet_from: minute,
  quiet_until: minute,
  time_zone: v.string(),
});
type SettingsRow = v.InferOutput<typeof settingsRow>;

/** Whoever said nothing: pushes come once a browser asks for them; mails do not. */
export const DEFAULT_SETTINGS: NoticeSettings = { push: true, mail: false, quiet: null };

function settingsOf({ push, mail, quiet_from, quiet_until, time_zone }: SettingsRow): NoticeSettings {
  const quiet =
    quiet_from === null || quiet_until === null
      ? null
      : { from: timeOf(quiet_from), until: timeOf(quiet_until), timeZone: time_zone };
  return { push: push === 1, mail: mail === 1, quiet };
}

export async function settingsOfUser(db: D1Database, userId: string): Promise<NoticeSettings> {
  const row = await db.prepare(NOTICE_SQL.settings).bind(Number(userId)).first();
  return row === null ? DEFAULT_SETTINGS : settingsOf(v.parse(settingsRow, row));
}

export async function setSettings(db: D1Database, userId: string, settings: NoticeSettings): Promise<void> {
  const { push, mail, quiet } = settings;
  const [from, until] = quiet === null ? [null, null] : [minutesOf(quiet.from), minutesOf(quiet.until)];
  await db
    .prepare(NOTICE_SQL.setSettings)
    .bind(Number(userId), Number(push), Number(mail), from, until, quiet?.timeZone ?? "UTC")
    .run();
}

export type Ways = { readonly userId: string; readonly push: boolean; readonly mail: boolean };

const wishRow = v.object({
  id,
  push: v.nullable(v.number()),
  mail: v.nullable(v.number()),
  quiet_from: minute,
  quiet_until: minute,
  time_zone: v.nullable(v.string()),
});

/** By what the users want to be reached at this moment. */
export async function waysTo(db: D1Database, userIds: readonly string[], now: number): Promise<readonly Ways[]> {
  const { results } = await db
    .prepare(NOTICE_SQL.wishes)
    .bind(JSON.stringify(userIds.map(Number)))
    .all();
  return v.parse(v.array(wishRow), results).map((row) => {
    const quiet = quietOf(row);
    const isAwake = quiet === null || !isQuiet(quiet, now);
    return { userId: row.id, push: isAwake && row.push !== 0, mail: isAwake && row.mail === 1 };
  });
}

function quietOf({
  quiet_from: from,
  quiet_until: until,
  time_zone: timeZone,
}: v.InferOutput<typeof wishRow>): Quiet | null {
  return from === null || until === null || timeZone === null ? null : { from, until, timeZone };
}

export async function mutedChannels(db: D1Database, userId: string): Promise<readonly string[]> {
  const { results } = await db.prepare(NOTICE_SQL.mutes).bind(Number(userId)).all();
  return v.parse(v.array(v.object({ channel_id: id })), results).map(({ channel_id }) => channel_id);
}

/** False when there is no such channel, or the user has muted as many as there may be. */
export async function muteChannel(db: D1Database, userId: string, channelId: string): Promise<boolean> {
  const values = [Number(userId), Number(channelId)];
  const [, found] = await db.batch([
    db.prepare(NOTICE_SQL.mute).bind(...values),
    db.prepare(NOTICE_SQL.isMuted).bind(...values),
  ]);
  return (found?.results.length ?? 0) > 0;
}

export async function unmuteChannel(db: D1Database, userId: string, channelId: string): Promise<void> {
  await db.prepare(NOTICE_SQL.unmute).bind(Number(userId), Number(channelId)).run();
}

/** A browser belongs to whoever uses it now. */
export async function addDevice(
  db: D1Database,
  userId: string,
  { endpoint, keys }: Device,
  now: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(NOTICE_SQL.addDevice)
      .bind(await hashOf(endpoint), Number(userId), endpoint, keys.p256dh, keys.auth, now),
    db.prepare(NOTICE_SQL.keepNewest).bind(Number(userId)),
  ]);
}

export async function removeDevice(db: D1Database, userId: string, endpoint: string): Promise<void> {
  await db
    .prepare(NOTICE_SQL.removeDevice)
    .bind(await hashOf(endpoint), Number(userId))
    .run();
}

const deviceRow = v.object({ id: v.string(), user_id: id, endpoint: v.string(), p256dh: v.string(), auth: v.string() });
export type DeviceRow = v.InferOutput<typeof deviceRow>;

export async function deviceById(db: D1Database, deviceId: string): Promise<DeviceRow | null> {
  const row = await db.prepare(NOTICE_SQL.device).bind(deviceId).first();
  return row === null ? null : v.parse(deviceRow, row);
}

export async function devicesOf(db: D1Database, userIds: readonly string[]): Promise<readonly string[]> {
  if (userIds.length === 0) return [];
  const found = await db.batch(userIds.map((userId) => db.prepare(NOTICE_SQL.devicesOf).bind(Number(userId))));
  return found.flatMap(({ results }) => v.parse(v.array(v.object({ id: v.string() })), results).map((row) => row.id));
}

/** The push service knows it no longer. */
export async function forgetDevice(db: D1Database, deviceId: string): Promise<void> {
  await db.prepare(NOTICE_SQL.forgetDevice).bind(deviceId).run();
}

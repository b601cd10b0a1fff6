/**
 * Which tables hold something about a person: how it is read for the person's export, and what becomes of it when the account is deleted. The
 * one list of it: a test fails on a table with a person's id that is not here. Pure.
 */

/** Rows of one table that an export holds, at most. */
export const MAX_EXPORTED_ROWS = 10_000;

export type Holding = {
  readonly table: string;
  /** ?1 is the user's id, ?2 the account's. Secrets and their hashes are left out. Null: nothing of it is the person's to have. */
  readonly read: string | null;
  /** Null: goes with another table's row, or stays as `docs/privacy.md` says. */
  readonly remove: string | null;
};

const own = (table: string, columns: string, condition: string): Holding => ({
  table,
  read: `SELECT ${columns} FROM ${table} WHERE ${condition} LIMIT ${MAX_EXPORTED_ROWS}`,
  remove: `DELETE FROM ${table} WHERE ${condition}`,
});
const readOnly = (table: string, columns: string, condition: string): Holding => ({
  ...own(table, columns, condition),
  remove: null,
});
const gone = (table: string, condition: string): Holding => ({
  table,
  read: null,
  remove: `DELETE FROM ${table} WHERE ${condition}`,
});

/** In the order in which rows may be deleted: what refers to others first. */
export const HOLDINGS: readonly Holding[] = [
  // What others may do in the person's name.
  gone("refresh_tokens", "grant_id IN (SELECT id FROM app_grants WHERE user_id = ?1)"),
  gone("authorization_codes", "grant_id IN (SELECT id FROM app_grants WHERE user_id = ?1)"),
  own("access_tokens", "client_id, scopes, created_at, expires_at", "user_id = ?1"),
  own("app_grants", "id, client_id, scopes, created_at, expires_at", "user_id = ?1"),
  gone("device_codes", "user_id = ?1"),
  gone("app_tokens", "client_id IN (SELECT client_id FROM apps WHERE owner_id = ?1)"),
  own("apps", "client_id, name, redirect_uris, created_at", "owner_id = ?1"),
  own(
    "eventsub_subscriptions",
    "id, client_id, type, version, condition, method, status, created_at",
    "user_id = ?1 AND ended_at IS NULL",
  ),
  // What the person is told.
  own("notice_settings", "push, mail, quiet_from, quiet_until, time_zone", "user_id = ?1"),
  own("notice_mutes", "channel_id", "user_id = ?1"),
  own("push_subscriptions", "endpoint, created_at", "user_id = ?1"),
  own("notices", "broadcast_id, channel_id, at", "user_id = ?1"),
  // In which chats the person was heard. Whom rooms are still to forget is what deletions left: it is no one's to have.
  {
    table: "chatters",
    read: `SELECT channel_id, first_day, last_day FROM chatters WHERE user_id = ?1 LIMIT ${MAX_EXPORTED_ROWS}`,
    remove: "DELETE FROM chatters WHERE user_id = ?1 OR channel_id = ?1",
  },
  own("moderators", "channel_id, user_id", "user_id = ?1 OR channel_id = ?1"),
  { table: "forgets", read: null, remove: null },
  // Whom the person follows, and what the person edits.
  own("follows", "channel_id, followed_at", "follower_id = ?1"),
  // Who blocked the person is not the person's to know; those rows go all the same.
  {
    table: "user_blocks",
    read: `SELECT blocked_id, created_at FROM user_blocks WHERE user_id = ?1 LIMIT ${MAX_EXPORTED_ROWS}`,
    remove: "DELETE FROM user_blocks WHERE user_id = ?1 OR blocked_id = ?1",
  },
  own("channel_editors", "channel_id, user_id, created_at", "channel_id = ?1 OR user_id = ?1"),
  // The person's channel. Its tags, panels, counts and followers go with its row, cancelled broadcasts with their segment's.
  own("vods", "id, title, started_at, duration, still", "channel_id = ?1"),
  own("live_channels", "broadcast_id, started_at, viewers, still", "channel_id = ?1"),
  readOnly(
    "schedule_cancellations",
    "segment_id, week",
    "segment_id IN (SELECT id FROM schedule_segments WHERE channel_id = ?1)",
  ),
  own(
    "schedule_segments",
    "id, starts_at, time_zone, minutes, title, category_id, weekly, changed_at",
    "channel_id = ?1",
  ),
  own("schedule_vacations", "starts_at, ends_at, time_zone", "channel_id = ?1"),
  readOnly("channel_tags", "tag, position", "channel_id = ?1"),
  readOnly("channel_panels", "position, title, text, link", "channel_id = ?1"),
  readOnly("channel_counts", "followers", "channel_id = ?1"),
  own(
    "channels",
    "id, login, display_name, title, category_id, language, mature, labels, latency_mode, avatar, banner, created_at, key_made_at",
    "id = ?1",
  ),
  // The account itself. The user's row stays, emptied: its id never means anybody else.
  own("sessions", "created_at, expires_at, seen_at", "user_id = ?1"),
  readOnly("held_logins", "login, until", "user_id = ?1"),
  own("mail_changes", "email, expires_at", "account = ?2"),
  own("auth_session", "createdAt, updatedAt, expiresAt, ipAddress, userAgent", "userId = ?2"),
  own("auth_account", "providerId, accountId, createdAt, updatedAt", "userId = ?2"),
  own("auth_two_factor", "verified", "userId = ?2"),
  own("auth_passkey", "name, deviceType, backedUp, createdAt", "userId = ?2"),
  gone("sign_ups", "email = (SELECT email FROM auth_user WHERE id = ?2)"),
  own("auth_user", "name, email, emailVerified, createdAt, updatedAt, twoFactorEnabled", "id = ?2"),
  readOnly("users", "id, login, display_name, colour, staff, description, language, created_at", "id = ?1"),
];

/** What is about persons and stands in no table that the export reads. */
export const ELSEWHERE: readonly string[] = [
  "Recordings: the videos themselves, at /vods/<id> for each id of the table vods; a picture of each at /images/stills/vods/<id>-640x360.jpg.",
];

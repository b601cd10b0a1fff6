/** One channel and its followers with what they want to hear by, written straight into the SQLite file of a local database. */
import { DatabaseSync } from "node:sqlite";

export const CHANNEL = 10_000;
/** Followers have ids from here on, and are told in their order. */
export const FIRST_FOLLOWER = 100_000;
/** One follower of so many has a browser that takes pushes, and one of so many wants mails. */
const ONE_IN_BY_PUSH = 50;
const ONE_IN_BY_MAIL = 500;

export type Wanted = { readonly pushes: number; readonly mails: number };

export function addFollowers(
  file: string,
  count: number,
  keys: { readonly p256dh: string; readonly auth: string },
): Wanted {
  const database = new DatabaseSync(file);
  const wanted = { pushes: 0, mails: 0 };
  try {
    database.exec("PRAGMA foreign_keys = ON; BEGIN");
    const user = database.prepare(
      "INSERT INTO users (id, login, display_name, created_at, account) VALUES (?, ?, ?, 0, ?)",
    );
    const account = database.prepare(
      "INSERT INTO auth_user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, '', '')",
    );
    const follow = database.prepare("INSERT INTO follows (channel_id, follower_id, followed_at) VALUES (?, ?, 0)");
    const device = database.prepare(
      "INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at) VALUES (?, ?, ?, ?, ?, 0)",
    );
    const settings = database.prepare(
      "INSERT INTO notice_settings (user_id, push, mail, time_zone) VALUES (?, 1, 1, 'UTC')",
    );
    user.run(CHANNEL, "star", "Star", null);
    database
      .prepare(
        "INSERT INTO channels (id, login, display_name, title, stream_key_hash, created_at) VALUES (?, 'star', 'Star', 'now', 'h', 0)",
      )
      .run(CHANNEL);
    for (let at = 0; at < count; at++) {
      const id = FIRST_FOLLOWER + at;
      const hasMail = at % ONE_IN_BY_MAIL === 1;
      if (hasMail) account.run(`a${id}`, `u${id}`, `u${id}@mail.test`);
      user.run(id, `u${id}`, `u${id}`, hasMail ? `a${id}` : null);
      follow.run(CHANNEL, id);
      if (hasMail) {
        settings.run(id);
        wanted.mails++;
      }
      if (at % ONE_IN_BY_PUSH === 0) {
        device.run(id.toString(16).padStart(64, "0"), id, `https://push.dev/${id}`, keys.p256dh, keys.auth);
        wanted.pushes++;
      }
    }
    database.exec("COMMIT");
    return wanted;
  } finally {
    database.close();
  }
}

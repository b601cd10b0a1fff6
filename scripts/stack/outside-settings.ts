/** Settings of services outside, which are tried out on this machine by naming them in the environment. wrangler.toml says what each is. Pure. */

const NAMES = [
  "SITE",
  "MAIL_API_KEY",
  "MAIL_FROM",
  "MAIL_API_URL",
  "TURNSTILE_SECRET",
  "TURNSTILE_KEY",
  "GOOGLE_CLIENT_ID",
  "GOOGLE_CLIENT_SECRET",
  "GITHUB_CLIENT_ID",
  "GITHUB_CLIENT_SECRET",
  "VAPID_PUBLIC_KEY",
  "VAPID_PRIVATE_KEY",
  "VAPID_SUBJECT",
  "THIRD_PARTY_EMOTES",
  "IGDB_CLIENT_ID",
  "IGDB_CLIENT_SECRET",
] as const;

/** Those that are named. */
export const outsideSettings = (env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

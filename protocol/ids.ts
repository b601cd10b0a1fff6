/** The identifiers that cross process borders: their patterns and schemas. Logins follow Twitch's rule; ids are numeric strings. */
import * as v from "valibot";

/** A channel's name in addresses: 1 to 25 of a-z, 0-9 and _, not starting with _. */
export const loginSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9_]{0,24}$/, "a login is 1 to 25 letters a-z, digits or _, starting with a letter or digit"),
);

/** A channel's or broadcast's id: a positive integer written in decimal. A VOD has the id of its broadcast. */
export const idSchema = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/, "an id is 1 to 16 digits"));

/** A rendition's name: a rung of the ladder, `source` or `audio`. */
export const renditionIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]{1,16}$/, "a rendition is 1 to 16 of a-z and 0-9"),
);

/** A transcoder node's name. */
export const nodeIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/, "a node id is 1 to 64 of a-z, 0-9 and -"));

/** A stream key: `rill_` and 32 characters of base64url (192 bits). A secret: never logged, stored as a hash. */
export const streamKeySchema = v.pipe(v.string(), v.regex(/^rill_[A-Za-z0-9_-]{32}$/, "not a stream key"));

/** Logins that would hide one of the site's own addresses. */
export const RESERVED_LOGINS: ReadonlySet<string> = new Set([
  "about",
  "activate",
  "admin",
  "api",
  "assets",
  "auth",
  "badges",
  "browse",
  "category",
  "chat",
  "debug",
  "directory",
  "docs",
  "embed",
  "emotes",
  "favicon",
  "feed",
  "following",
  "helix",
  "help",
  "home",
  "images",
  "ingests",
  "irc",
  "live",
  "login",
  "logout",
  "messages",
  "mock",
  "mod",
  "moderator",
  "oauth",
  "oauth2",
  "oembed",
  "overlay",
  "popout",
  "popular",
  "privacy",
  "search",
  "settings",
  "signup",
  "staff",
  "static",
  "status",
  "streams",
  "studio",
  "subscriptions",
  "terms",
  "units",
  "user",
  "users",
  "video",
  "videos",
  "vods",
  "ws",
]);

/** A channel name that a new channel may take. */
export const newLoginSchema = v.pipe(
  loginSchema,
  v.minLength(3, "a login has at least 3 characters"),
  v.check((login) => !RESERVED_LOGINS.has(login), "this login is reserved"),
);

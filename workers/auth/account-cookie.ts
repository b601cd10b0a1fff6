/**
 * The cookie of an account's session: `<token>.<HMAC-SHA-256 of it, base64>`, percent-encoded, as the authentication library writes it. Says
 * whether the token is ours; whether its session still runs is the database's to say.
 */

/** The library's name for it; over HTTPS with the prefix that browsers take from secure sites only. */
export const ACCOUNT_COOKIE = "rill.session_token";
export const COOKIE_PREFIX = "rill";
/** An account's session ends when it was not seen for this long, milliseconds. */
export const ACCOUNT_SESSION_MS = 30 * 24 * 3600 * 1000;
/** Characters of the secret, at least: a signature is worth no more than its key. */
const MIN_SECRET_LENGTH = 32;

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** A configured secret that can be used; null for none. */
export const authSecret = (secret: string | undefined): string | null =>
  secret === undefined || secret.length < MIN_SECRET_LENGTH ? null : secret;

export const accountCookieName = (requestUrl: string): string =>
  new URL(requestUrl).protocol === "https:" ? `__Secure-${ACCOUNT_COOKIE}` : ACCOUNT_COOKIE;

/** The cookie's value, decoded; null when there is none that could be ours. */
export function accountCookieOf(cookies: string | undefined, requestUrl: string): string | null {
  const name = accountCookieName(requestUrl);
  for (const pair of (cookies ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() !== name) continue;
    const match = /^([A-Za-z0-9_-]{16,64})\.((?:[A-Za-z0-9+/]|%2[BF]){43}(?:=|%3D))$/i.exec(pair.slice(at + 1).trim());
    return match === null ? null : decodeURIComponent(match[0]);
  }
  return null;
}

/** The session's token, when the signature is ours; compared in constant time by the platform. */
export async function tokenOfCookie(value: string, secret: string): Promise<string | null> {
  const dot = value.indexOf(".");
  const token = value.slice(0, dot);
  const signature = Uint8Array.from(atob(value.slice(dot + 1)), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, ["verify"]);
  const isOurs = await crypto.subtle.verify(HMAC, key, signature, new TextEncoder().encode(token));
  return isOurs ? token : null;
}

/** The library's cookie that says: the browser shall forget the session when it is closed. */
export const FORGET_COOKIE = "rill.dont_remember";

/** Set-Cookie headers that take the session's cookies away. */
export function noAccountCookies(requestUrl: string): readonly string[] {
  return [ACCOUNT_COOKIE, FORGET_COOKIE].map((name) => setCookie(name, "", requestUrl, "; Max-Age=0"));
}

/** The Set-Cookie header that lets the cookie live on with its session; null for one that the browser shall forget. */
export function keptAccountCookie(cookies: string | undefined, requestUrl: string): string | null {
  const value = accountCookieOf(cookies, requestUrl);
  if (value === null || (cookies ?? "").includes(`${FORGET_COOKIE}=`)) return null;
  return setCookie(ACCOUNT_COOKIE, encodeURIComponent(value), requestUrl, `; Max-Age=${ACCOUNT_SESSION_MS / 1000}`);
}

function setCookie(name: string, value: string, requestUrl: string, age: string): string {
  const isSecure = new URL(requestUrl).protocol === "https:";
  const [prefix, secure] = isSecure ? ["__Secure-", "; Secure"] : ["", ""];
  return `${prefix}${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${secure}`;
}

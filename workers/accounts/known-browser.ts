/**
 * The cookie of a browser in which somebody has logged in: it says so of one account, by a signature of ours. Such a browser's tries are counted
 * apart, so that whoever tries passwords of a name from elsewhere does not shut its owner out. It lets nobody in.
 */
import type { Context } from "hono";
import { authSecret, FORGET_COOKIE } from "../auth/account-cookie.ts";
import { newSessionSecret } from "../auth/secrets.ts";
import type { App } from "../env.ts";

/** Every statement, so that the tests can ask for their plans. */
export const KNOWN_BROWSER_SQL = {
  mailOfSession: "SELECT a.email FROM auth_session s JOIN auth_user a ON a.id = s.userId WHERE s.token = ?",
} as const;

const COOKIE = "rill.known";
/** A browser is known for this long after the last log-in there, seconds. */
const KNOWN_SECONDS = 180 * 24 * 3600;
const VALUE = /^([A-Za-z0-9_-]{43})\.([0-9a-f]{64})$/;

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** The browser's own name, when it is known for the account of the address; null otherwise. */
export async function knownBrowser(c: Context<App>, email: string): Promise<string | null> {
  const secret = authSecret(c.env.AUTH_SECRET);
  for (const pair of (c.req.header("Cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() !== nameOf(c)) continue;
    const [, browser, signature] = VALUE.exec(pair.slice(at + 1).trim()) ?? [];
    if (secret === null || browser === undefined || signature === undefined) return null;
    const bytes = Uint8Array.from(signature.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
    const isOurs = await crypto.subtle.verify(HMAC, await keyOf(secret), bytes, signed(browser, email));
    return isOurs ? browser : null;
  }
  return null;
}

/** Makes the browser known for the account whose session was opened, unless it was asked to forget the person. */
export async function rememberBrowser(c: Context<App>, token: string): Promise<void> {
  const secret = authSecret(c.env.AUTH_SECRET);
  if ((c.req.header("Cookie") ?? "").includes(`${FORGET_COOKIE}=`)) return;
  const email = await c.env.DB.prepare(KNOWN_BROWSER_SQL.mailOfSession).bind(token).first<string>("email");
  if (secret === null || email === null) return;
  const browser = newSessionSecret();
  const mac = await crypto.subtle.sign(HMAC, await keyOf(secret), signed(browser, email));
  const signature = [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  setCookie(c, `${browser}.${signature}`, KNOWN_SECONDS);
}

/** Nothing is known of anybody in this browser any more. */
export const forgetBrowser = (c: Context<App>): void => setCookie(c, "", 0);

function setCookie(c: Context<App>, value: string, seconds: number): void {
  const secure = isSecure(c) ? "; Secure" : "";
  const cookie = `${nameOf(c)}=${value}; Max-Age=${seconds}; Path=/api; HttpOnly; SameSite=Lax${secure}`;
  c.header("Set-Cookie", cookie, { append: true });
}

const isSecure = (c: Context<App>): boolean => new URL(c.req.url).protocol === "https:";
const nameOf = (c: Context<App>): string => (isSecure(c) ? `__Secure-${COOKIE}` : COOKIE);

/** Of no other signature that is made with the same secret. */
const signed = (browser: string, email: string): Uint8Array =>
  new TextEncoder().encode(`known browser\n${browser}\n${email}`);

const keyOf = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, ["sign", "verify"]);

/** Stream keys, session secrets and bearer tokens: made, hashed, and compared in constant time. Never logged. */

const KEY_BYTES = 24;

const SESSION_BYTES = 32;

/** A fresh stream key: `rill_` and 192 random bits, base64url. */
export const newStreamKey = (): string => `rill_${randomText(KEY_BYTES)}`;

/** A fresh session's secret: 256 random bits, base64url. */
export const newSessionSecret = (): string => randomText(SESSION_BYTES);

function randomText(bytes: number): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function digest(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
}

/** SHA-256, hexadecimal: what the database holds of a stream key. */
export async function hashOf(secret: string): Promise<string> {
  return [...(await digest(secret))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares by digest, so that neither content nor length shows in the time. A secret that is not configured matches nothing. */
export async function isSameSecret(given: string, expected: string | undefined): Promise<boolean> {
  const [left, right] = await Promise.all([digest(given), digest(expected ?? "")]);
  return crypto.subtle.timingSafeEqual(left, right) && expected !== undefined && expected !== "";
}

/** The token of an `Authorization: Bearer` header; empty when there is none. */
export const bearerOf = (header: string | undefined): string => /^Bearer (\S{1,256})$/.exec(header ?? "")?.[1] ?? "";

/**
 * The token of a form: proves that the page which sends it was made for this session and for exactly this question, so that no other site's
 * page answers it, and an answer to one question is none to another.
 */

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** The session's secret is the key: nobody but the session's browser has it. */
const keyOf = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, ["sign", "verify"]);

export async function formToken(sessionSecret: string, question: string): Promise<string> {
  const signed = await crypto.subtle.sign(HMAC, await keyOf(sessionSecret), new TextEncoder().encode(question));
  return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compared in constant time by the platform. */
export async function isFormToken(sessionSecret: string, question: string, token: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(token)) return false;
  const bytes = Uint8Array.from(token.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify(HMAC, await keyOf(sessionSecret), bytes, new TextEncoder().encode(question));
}

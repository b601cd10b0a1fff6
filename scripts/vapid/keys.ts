/** A pair of VAPID keys (RFC 8292) under the names that the Worker reads: the public point and the private number, in base64url. */
import type { webcrypto } from "node:crypto";

export type VapidSettings = {
  readonly VAPID_PUBLIC_KEY: string;
  readonly VAPID_PRIVATE_KEY: string;
  readonly VAPID_SUBJECT: string;
};

/** Whom push services may turn to, RFC 8292 section 2.1. */
export const isSubject = (text: string): boolean => /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(text);

export async function newVapidSettings(crypto: webcrypto.Crypto, subject: string): Promise<VapidSettings> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  if (d === undefined) throw new Error("A private key has a number.");
  return {
    VAPID_PUBLIC_KEY: Buffer.from(point).toString("base64url"),
    VAPID_PRIVATE_KEY: d,
    VAPID_SUBJECT: subject,
  };
}

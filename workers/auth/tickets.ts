/**
 * Chat tickets: who somebody is and which room it is for, signed, good for a minute. A page shows one when it opens a socket, since browsers
 * let it send no header there and tokens never stand in an address. Knows no request.
 */
import * as v from "valibot";
import { type Viewer, viewerSchema } from "#protocol/chat/viewer.ts";
import { idSchema } from "#protocol/ids.ts";

/** A ticket is good for this long, milliseconds: from the answer to the socket that it is for. */
export const TICKET_MS = 60_000;
/** Characters of the secret, at least: a signature is worth no more than its key. */
export const MIN_SECRET_LENGTH = 32;
/** Characters of a ticket, at most: it stands in a header. */
const MAX_TICKET_LENGTH = 2048;

const payloadSchema = v.object({ viewer: viewerSchema, channelId: idSchema, expiresAt: v.number() });
export type TicketPayload = { readonly viewer: Viewer; readonly channelId: string; readonly expiresAt: number };

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** A configured secret that can be used; null for none. */
export const ticketSecret = (secret: string | undefined): string | null =>
  secret === undefined || secret.length < MIN_SECRET_LENGTH ? null : secret;

export async function signTicket(payload: TicketPayload, secret: string): Promise<string> {
  const body = encode(new TextEncoder().encode(JSON.stringify(payload)));
  const signature = await crypto.subtle.sign(HMAC, await keyOf(secret), new TextEncoder().encode(body));
  return `${body}.${encode(new Uint8Array(signature))}`;
}

/** The viewer of a ticket for this channel; null when it is forged, over, or for another. */
export async function readTicket(
  ticket: string,
  channelId: string,
  secret: string,
  now: number,
): Promise<Viewer | null> {
  if (ticket.length > MAX_TICKET_LENGTH) return null;
  const [body, signature, ...rest] = ticket.split(".");
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  const signed = decode(signature);
  if (signed === null) return null;
  // Verified in constant time by the platform, and before anything of the body is read.
  const isOurs = await crypto.subtle.verify(HMAC, await keyOf(secret), signed, new TextEncoder().encode(body));
  const bytes = isOurs ? decode(body) : null;
  if (bytes === null) return null;
  const parsed = v.safeParse(payloadSchema, JSON.parse(new TextDecoder().decode(bytes)));
  if (!parsed.success || parsed.output.channelId !== channelId || parsed.output.expiresAt <= now) return null;
  return parsed.output.viewer;
}

const keyOf = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, ["sign", "verify"]);

function encode(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

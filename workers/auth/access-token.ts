/** Access tokens: made, and found in a request's Authorization header. Their meaning is in the database, by hash. */
import { ACCESS_TOKEN_LENGTH } from "#protocol/users/user.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Bytes from here on would make some letters more likely than others. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

export function newAccessToken(): string {
  let token = "";
  while (token.length < ACCESS_TOKEN_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(ACCESS_TOKEN_LENGTH))) {
      if (byte < FAIR_BELOW && token.length < ACCESS_TOKEN_LENGTH) token += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return token;
}

/** What an Authorization header shows: nothing, a token (right or wrong), or what can be none. Twitch's programs say `OAuth` too. */
export type Shown =
  | { readonly kind: "nothing" }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "malformed" };

export function tokenShown(header: string | undefined): Shown {
  if (header === undefined) return { kind: "nothing" };
  const token = /^(?:bearer|oauth) +([a-z0-9]{30})$/i.exec(header)?.[1]?.toLowerCase();
  return token === undefined ? { kind: "malformed" } : { kind: "token", token };
}

/** Access tokens: made, and found in a request's Authorization header. Their meaning is in the database, by hash. */
import { ACCESS_TOKEN_LENGTH } from "#protocol/users/user.ts";

const LOWER_CASE = "abcdefghijklmnopqrstuvwxyz0123456789";

export const newAccessToken = (): string => randomLetters(LOWER_CASE, ACCESS_TOKEN_LENGTH);

/** A secret of lower-case letters and digits, each as likely as the others: some 5.17 bits for every one. */
export const newLowerCaseSecret = (length: number): string => randomLetters(LOWER_CASE, length);

export function randomLetters(alphabet: string, length: number): string {
  // Bytes from here on would make some letters more likely than others.
  const fairBelow = 256 - (256 % alphabet.length);
  let letters = "";
  while (letters.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < fairBelow && letters.length < length) letters += alphabet.charAt(byte % alphabet.length);
    }
  }
  return letters;
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

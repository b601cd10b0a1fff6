/** The code that a device shows and a person types: read as it was meant, and shown so that it is easy to compare. Pure. */
import { USER_CODE_ALPHABET, USER_CODE_LENGTH } from "#protocol/oauth/lifetimes.ts";

/** Letters that are looked at, at most: the code, with whatever stands between its letters. */
const MAX_TYPED = 64;
const CODE = new RegExp(`^[${USER_CODE_ALPHABET}]{${USER_CODE_LENGTH}}$`);

/** Small letters and signs between count for nothing; null for what can be no code. */
export function readUserCode(typed: string): string | null {
  const letters = typed
    .slice(0, MAX_TYPED)
    .toUpperCase()
    .replaceAll(/[\s_.-]+/g, "");
  return CODE.test(letters) ? letters : null;
}

export const renderUserCode = (code: string): string =>
  `${code.slice(0, USER_CODE_LENGTH / 2)}-${code.slice(USER_CODE_LENGTH / 2)}`;

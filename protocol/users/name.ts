/** The name that a user is shown by, as the API takes it. Stricter than what is read back, so that no name can break a line or a page. */
import * as v from "valibot";
import { newLoginSchema } from "../ids.ts";

/** Unicode code points of a name, at most: a login's length. */
export const MAX_NAME_LENGTH = 25;

/** Letters and digits of any script, with `_ . ' -` and single spaces between them: no markup, no controls, nothing invisible. */
export const newNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(4 * MAX_NAME_LENGTH, `a name has at most ${MAX_NAME_LENGTH} characters`),
  v.normalize("NFC"),
  v.regex(
    /^[\p{L}\p{N}][\p{M}]{0,3}(?:[ .'-]?[\p{L}\p{N}_][\p{M}]{0,3})*$/u,
    "a name holds letters, digits, single spaces and _ . ' -",
  ),
  v.check((name) => [...name].length <= MAX_NAME_LENGTH, `a name has at most ${MAX_NAME_LENGTH} characters`),
);

/** A name that a guest takes: a new login in any case. */
export const guestNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.check(
    (name) => v.is(newLoginSchema, name.toLowerCase()),
    "a name is 3 to 25 letters a-z, digits or _, and not reserved",
  ),
);

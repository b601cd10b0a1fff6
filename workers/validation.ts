/** Turns a body that does not fit its schema into the one shape of errors. */
import { Fault } from "#protocol/errors.ts";

type Checked = { readonly success: true } | { readonly success: false; readonly error: readonly { message: string }[] };

/** The validator's hook: names the first thing that is wrong. */
export function badRequest(checked: Checked): void {
  if (!checked.success) throw new Fault("bad_request", checked.error[0]?.message ?? "The request does not fit.");
}

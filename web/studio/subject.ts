/** Whose studio the address means: `?channel=ada` for somebody else's, as its editor. Pure. */
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";

/** The channel that the address names; null for one's own. */
export function channelAsked(search: string): string | null {
  const asked = new URLSearchParams(search).get("channel")?.toLowerCase();
  return v.is(loginSchema, asked) ? asked : null;
}

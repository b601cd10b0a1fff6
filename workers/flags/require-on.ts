/** Refuses what the operator has switched off for the moment: later it may work again, as a 503 says. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { FeatureName, FlagSubject } from "#protocol/flags/flag.ts";
import type { App } from "../env.ts";
import { flags } from "./flags.ts";

/** Throws an `unavailable` Fault with the sentence. */
export async function requireOn(
  c: Context<App>,
  name: FeatureName,
  sentence: string,
  subject?: FlagSubject,
): Promise<void> {
  if (!(await flags(c)).isOn(name, subject)) throw new Fault("unavailable", sentence);
}

/** Pictures and emotes, of this channel. Throws an `unavailable` Fault. */
export const requireUploads = (c: Context<App>, channelId: string): Promise<void> =>
  requireOn(c, "uploads", "Nothing can be uploaded for the moment.", { channelId });

/** The dearest thing that anybody may ask of the database. Throws an `unavailable` Fault. */
export const requireSearch = (c: Context<App>): Promise<void> =>
  requireOn(c, "search", "Search is switched off on this site for the moment.");

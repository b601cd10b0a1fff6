/** Refuses new accounts while the operator lets none be made. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { App } from "../env.ts";
import { flags } from "./flags.ts";

/** Throws a `forbidden` Fault. */
export async function requireSignUps(c: Context<App>): Promise<void> {
  if ((await flags(c)).isOn("sign_ups")) return;
  throw new Fault("forbidden", "No new accounts are made on this site for the moment.");
}

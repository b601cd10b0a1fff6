/** The Worker's door for the clock: does the chores. A run of which something failed shows as failed where the platform lists runs. */
import type { Env } from "../env.ts";
import { doChores } from "./chores.ts";

export async function scheduled(_: ScheduledController, env: Env): Promise<void> {
  const failed = await doChores(env, Date.now());
  if (failed.length > 0) throw new Error(`these chores failed, and will be done again: ${failed.join(", ")}`);
}

/** Whether it is still the person itself who sits at the browser: shown by the password, or by having logged in of late. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import type { App } from "../env.ts";
import { countTry } from "./limits.ts";
import { isPassword } from "./password.ts";
import { passwordOf } from "./security-rows.ts";
import type { AccountSession } from "./session.ts";

/** Throws a `forbidden` Fault otherwise. A password that was given must be right; without one the session must be fresh. */
export async function confirmPerson(
  c: Context<App>,
  account: AccountSession,
  password: string | undefined,
): Promise<void> {
  if (password === undefined || !account.hasPassword) {
    if (account.isFresh) return;
    throw new Fault("forbidden", "Log in again first: this needs a session of the last hour.");
  }
  await countTry(c, `password of ${account.id}`);
  const stored = await passwordOf(c.env.DB, account.id);
  if (stored === null || !(await isPassword(password, stored))) throw new Fault("forbidden", "The password is wrong.");
}

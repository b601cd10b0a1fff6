/** Codes of authenticator apps that were used: each is good once (RFC 6238 5.2), so that nobody enters what was seen over a shoulder. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { forgetAccountSession } from "../auth/account-session.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import type { App } from "../env.ts";
import { endAccountSession } from "../users/rows.ts";

/** Every statement, so that the tests can ask for their plans. */
export const USED_CODE_SQL = { accountOf: "SELECT userId FROM auth_session WHERE token = ?" } as const;

/** The library takes a code of the half minute before and after too: for 90 s it would fit again, and clocks differ. */
const REMEMBERED_MS = 150_000;

const used = new SharedLimit({ name: "used codes", most: 1, windowMs: REMEMBERED_MS });

/** Notes a code that was right. False: it was used before. */
export const useCode = (c: Context<App>, account: string, code: string): Promise<boolean> =>
  used.isGranted(c, `${account} ${code}`);

/** Notes the code that a session was opened by; a session opened by a code for the second time ends at once, and a Fault is thrown. */
export async function useCodeOfSession(c: Context<App>, token: string, code: string): Promise<void> {
  const account = await c.env.DB.prepare(USED_CODE_SQL.accountOf).bind(token).first<string>("userId");
  let isFirst = false;
  try {
    isFirst = account !== null && (await useCode(c, account, code));
  } finally {
    if (!isFirst) await end(c, token);
  }
  if (!isFirst) throw new Fault("forbidden", "This code was used already. Wait for the next one.");
}

async function end(c: Context<App>, token: string): Promise<void> {
  await endAccountSession(c.env.DB, token);
  await forgetAccountSession(token);
}

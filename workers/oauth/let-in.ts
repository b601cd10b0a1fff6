/** Tells an app's owner that a user lets it in: once the app holds a token, since a code that nobody exchanges lets nobody in. */
import * as v from "valibot";
import { idSchema } from "#protocol/ids.ts";
import type { Env } from "../env.ts";
import { emit } from "../events/emit.ts";
import type { AppRow } from "./app-rows.ts";

/** Every statement, so that the tests can ask for their plans. */
export const LET_IN_SQL = { userOf: "SELECT user_id FROM app_grants WHERE id = ?" } as const;

const userRow = v.object({ user_id: v.pipe(v.number(), v.transform(String), idSchema) });

export async function tellLetIn(
  env: Pick<Env, "DB" | "EVENTS">,
  ctx: Parameters<typeof emit>[1],
  app: AppRow,
  grantId: string,
): Promise<void> {
  const row = await env.DB.prepare(LET_IN_SQL.userOf).bind(grantId).first();
  // Ended again meanwhile.
  if (row === null) return;
  const { user_id: userId } = v.parse(userRow, row);
  emit(env, ctx, {
    ...{ type: "user.authorization.grant", channelId: app.owner_id, userId, clientId: app.client_id },
  });
}

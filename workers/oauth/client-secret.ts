/** Which app calls an endpoint, and whether it is the one that it says. */
import { hashOf, isSameSecret } from "../auth/secrets.ts";
import { guess, Refusal } from "./answers.ts";
import { type AppRow, appById } from "./app-rows.ts";
import type { Parameters } from "./parameters.ts";

/** The app that the request names; throws a `Refusal` for none. */
export async function appOf(db: D1Database, parameters: Parameters): Promise<AppRow> {
  const clientId = parameters("client_id");
  if (clientId === null) throw new Refusal(400, "missing client id");
  const app = await appById(db, clientId);
  if (app === null) throw guess(400, "invalid client");
  return app;
}

export const isPublicApp = (app: AppRow): boolean => app.secret_hash === null;

/** Throws a `Refusal` unless the request has the secret that the app has. A public app has none, and may send none. */
export async function proveApp(app: AppRow, parameters: Parameters): Promise<void> {
  const secret = parameters("client_secret");
  if (app.secret_hash === null) {
    if (secret !== null) throw guess(403, "invalid client secret");
    return;
  }
  if (secret === null) throw new Refusal(400, "missing client secret");
  if (!(await isSameSecret(await hashOf(secret), app.secret_hash))) throw guess(403, "invalid client secret");
}

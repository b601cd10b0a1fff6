/** `/api/users`: what anybody may know of one; and the operator's: make a user, change one, and hand out an access token. */
import { Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { loginSchema } from "#protocol/ids.ts";
import {
  type Account,
  type CreatedToken,
  changeUserSchema,
  createTokenSchema,
  createUserSchema,
  type Profile,
} from "#protocol/users/user.ts";
import { newAccessToken } from "../auth/access-token.ts";
import { requireToken } from "../auth/require.ts";
import { hashOf } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { emit } from "../events/emit.ts";
import { badRequest, sValidator } from "../validation.ts";
import { accountOf } from "./accounts.ts";
import { changeUser, insertToken, insertUser, userByLogin } from "./rows.ts";

const DAY_MS = 24 * 3600 * 1000;
/** Whose tokens these are: no program of its own, but the operator's. */
const OPERATOR_CLIENT = "operator";

const operator = requireToken("OPERATOR_TOKEN");
const small = limitBody(MAX_JSON_BYTES);

export const userRoutes = new Hono<App>()
  .post("/users", operator, small, sValidator("json", createUserSchema, badRequest), async (c) => {
    const { login, displayName = login, staff } = c.req.valid("json");
    const user = await insertUser(c.env.DB, { login, name: displayName, staff, guest: false, now: Date.now() });
    if (user === null) throw taken(login);
    const account: Account = accountOf(user);
    return c.json(account, 201);
  })
  .get("/users/:login", async (c) => {
    const user = await userByLogin(c.env.DB, knownLogin(c.req.param("login")));
    if (user === null) throw noUser();
    const { id, login, display_name: displayName, colour, created_at: createdAt } = user;
    const profile: Profile = { id, login, displayName, colour, createdAt };
    return c.json(profile);
  })
  .patch("/users/:login", operator, small, sValidator("json", changeUserSchema, badRequest), async (c) => {
    const change = c.req.valid("json");
    const changed = await changeUser(c.env.DB, knownLogin(c.req.param("login")), change);
    if (changed.kind === "unknown") throw noUser();
    if (changed.kind === "taken") throw taken(change.login ?? "");
    emit(c.env, c.executionCtx, { type: "user.update", channelId: changed.user.id });
    const account: Account = accountOf(changed.user);
    return c.json(account);
  })
  .post("/users/:login/token", operator, small, sValidator("json", createTokenSchema, badRequest), async (c) => {
    const user = await userByLogin(c.env.DB, knownLogin(c.req.param("login")));
    if (user === null) throw noUser();
    const { scopes: asked, days } = c.req.valid("json");
    const token = newAccessToken();
    const hash = await hashOf(token);
    const now = Date.now();
    const [scopes, expiresAt] = [[...new Set(asked)], now + days * DAY_MS];
    await insertToken(c.env.DB, { hash, userId: user.id, clientId: OPERATOR_CLIENT, scopes, now, expiresAt });
    const created: CreatedToken = { id: user.id, login: user.login, token, scopes, expiresAt };
    return c.json(created, 201);
  });

const noUser = (): Fault => new Fault("not_found", "There is no such user.");
const taken = (login: string): Fault => new Fault("conflict", `The login ${login} is taken.`);

function knownLogin(login: string): string {
  if (!v.is(loginSchema, login)) throw noUser();
  return login;
}

/** Which page an address means. Pure. */
import * as v from "valibot";
import { idSchema, loginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "channel"; readonly login: string }
  | { readonly page: "vod"; readonly id: string }
  | { readonly page: "missing" };

const MISSING: Route = { page: "missing" };

export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second] = parts;
  if (first === undefined) return { page: "home" };
  if (parts.length === 1) {
    const login = first.toLowerCase();
    const known = v.is(loginSchema, login) && !RESERVED_LOGINS.has(login);
    return known ? { page: "channel", login } : MISSING;
  }
  if (parts.length === 2 && first === "vods" && v.is(idSchema, second)) return { page: "vod", id: second };
  return MISSING;
}

export const channelPath = (login: string): string => `/${login}`;
export const vodPath = (id: string): string => `/vods/${id}`;

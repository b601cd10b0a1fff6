/** Which page an address means. Pure. */
import * as v from "valibot";
import { idSchema, loginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "channel"; readonly login: string }
  | { readonly page: "vod"; readonly id: string }
  /** A channel's chat in a window of its own. */
  | { readonly page: "popout"; readonly login: string }
  /** The same for a streaming program to lay over its picture. */
  | { readonly page: "overlay"; readonly login: string }
  | { readonly page: "moderation"; readonly login: string }
  | { readonly page: "missing" };

const MISSING: Route = { page: "missing" };

export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second = "", third] = parts;
  if (first === undefined) return { page: "home" };
  if (parts.length === 1) return channelOf(first, (login) => ({ page: "channel", login }));
  if (parts.length === 2 && first === "vods" && v.is(idSchema, second)) return { page: "vod", id: second };
  if (parts.length === 2 && first === "mod") return channelOf(second, (login) => ({ page: "moderation", login }));
  if (parts.length === 3 && third === "chat") {
    if (first === "popout") return channelOf(second, (login) => ({ page: "popout", login }));
    if (first === "overlay") return channelOf(second, (login) => ({ page: "overlay", login }));
  }
  return MISSING;
}

function channelOf(name: string, route: (login: string) => Route): Route {
  const login = name.toLowerCase();
  return v.is(loginSchema, login) && !RESERVED_LOGINS.has(login) ? route(login) : MISSING;
}

export const channelPath = (login: string): string => `/${login}`;
export const vodPath = (id: string): string => `/vods/${id}`;
export const popoutPath = (login: string): string => `/popout/${login}/chat`;
export const overlayPath = (login: string): string => `/overlay/${login}/chat`;
export const moderationPath = (login: string): string => `/mod/${login}`;

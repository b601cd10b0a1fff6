/** Which page an address means. Pure. */
import * as v from "valibot";
import { slugSchema } from "#protocol/discovery/category.ts";
import { idSchema, loginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";
import { type StudioSection, studioSectionOf } from "./studio/sections.ts";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "channel"; readonly login: string }
  | { readonly page: "vod"; readonly id: string }
  /** A channel's chat in a window of its own. */
  | { readonly page: "popout"; readonly login: string }
  /** The same for a streaming program to lay over its picture. */
  | { readonly page: "overlay"; readonly login: string }
  | { readonly page: "moderation"; readonly login: string }
  /** The player alone, for other sites to show within theirs. */
  | { readonly page: "embed"; readonly login: string }
  | { readonly page: "category"; readonly slug: string }
  | { readonly page: "settings"; readonly section: string }
  | { readonly page: "studio"; readonly section: StudioSection }
  | { readonly page: PlainPage }
  | { readonly page: "missing" };

/** Pages of which there is one each, with their addresses. */
export const pagePaths = {
  logIn: "/login",
  forgot: "/login/forgot",
  signUp: "/signup",
  resetPassword: "/reset-password",
  verifyMail: "/verify-mail",
  confirmMail: "/confirm-mail",
  browse: "/browse",
  search: "/search",
  following: "/following",
  settings: "/settings",
  staff: "/staff",
  studio: "/studio",
} as const;
export type PlainPage = Exclude<keyof typeof pagePaths, "settings" | "studio">;

const PLAIN: ReadonlyMap<string, PlainPage> = new Map([
  [pagePaths.logIn, "logIn"],
  [pagePaths.forgot, "forgot"],
  [pagePaths.signUp, "signUp"],
  [pagePaths.resetPassword, "resetPassword"],
  [pagePaths.verifyMail, "verifyMail"],
  [pagePaths.confirmMail, "confirmMail"],
  [pagePaths.browse, "browse"],
  [pagePaths.search, "search"],
  [pagePaths.following, "following"],
  [pagePaths.staff, "staff"],
]);

const MISSING: Route = { page: "missing" };

export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second = "", third] = parts;
  if (first === undefined) return { page: "home" };
  const plain = PLAIN.get(`/${parts.join("/")}`);
  if (plain !== undefined) return { page: plain };
  if (first === "settings" && parts.length <= 2) return { page: "settings", section: second };
  if (first === "studio" && parts.length <= 2) {
    const section = studioSectionOf(parts[1]);
    return section === null ? MISSING : { page: "studio", section };
  }
  if (first === "category" && parts.length === 2) {
    return v.is(slugSchema, second) ? { page: "category", slug: second } : MISSING;
  }
  if (first === "embed" && parts.length === 2) return channelOf(second, (login) => ({ page: "embed", login }));
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
export const categoryPath = (slug: string): string => `/category/${slug}`;
export const settingsPath = (section: string): string => `/settings/${section}`;
export const searchPath = (query: string): string => `/search?q=${encodeURIComponent(query)}`;
export const tagPath = (tag: string): string => `/browse?tag=${encodeURIComponent(tag)}`;
export const moderationPath = (login: string): string => `/mod/${login}`;

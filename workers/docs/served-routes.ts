/** The routes that an application really has, with what each checks: read from the router, so that no list of them can be out of date. Pure. */
import type { RouterRoute } from "hono/types";
import { type Check, checkOf } from "../validation.ts";

export type ServedRoute = {
  /** `GET /api/channels/:login`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly checks: readonly Check[];
};

/** What stands before routes, and is none itself: it takes what comes next as its second parameter. */
const isMiddleware = ({ method, handler }: RouterRoute): boolean => method === "ALL" && handler.length > 1;

/** In the router's order; what several handlers serve together is one route. */
export function servedRoutes(routes: readonly RouterRoute[]): readonly ServedRoute[] {
  const served = new Map<string, ServedRoute>();
  for (const route of routes) {
    if (isMiddleware(route)) continue;
    const name = `${route.method} ${route.path}`;
    const check = checkOf(route.handler);
    const checks = [...(served.get(name)?.checks ?? []), ...(check === undefined ? [] : [check])];
    served.set(name, { name, method: route.method, path: route.path, checks });
  }
  return [...served.values()];
}

/** `GET /openapi.json` and the page `GET /docs/api`: made once, from the routes of the application that they are given. */
import { Hono } from "hono";
import type { RouterRoute } from "hono/types";
import type { App } from "../env.ts";
import { type OpenApi, openApi } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";
import { referencePage } from "./reference-page.ts";
import { REFERENCE_STYLE } from "./reference-style.ts";
import { servedRoutes } from "./served-routes.ts";

/** A new version of Rill is seen this late. */
const FIVE_MINUTES = { "Cache-Control": "public, max-age=300, stale-if-error=0" };

/** `routes` are those of the whole application; they are read when somebody asks first, when all are there. */
export function docRoutes(routes: readonly RouterRoute[]) {
  let made: { readonly document: OpenApi; readonly page: string } | null = null;
  const make = () => {
    if (made !== null) return made;
    const document = openApi(servedRoutes(routes), OPERATIONS);
    made = { document, page: referencePage(document) };
    return made;
  };
  return new Hono<App>()
    .get("/openapi.json", () => Response.json(make().document, { headers: FIVE_MINUTES }))
    .get("/docs/api", (c) => c.html(make().page, 200, FIVE_MINUTES))
    .get("/docs/api.css", (c) =>
      c.body(REFERENCE_STYLE, 200, { ...FIVE_MINUTES, "Content-Type": "text/css; charset=utf-8" }),
    );
}

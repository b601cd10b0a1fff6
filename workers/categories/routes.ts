/** Categories for everybody, by viewers or by slug; and the operator's refresh from the game data service. */
import { Hono } from "hono";
import * as v from "valibot";
import {
  type Categories,
  type Category,
  DEFAULT_PAGE,
  pageQuerySchema,
  slugSchema,
} from "#protocol/discovery/category.ts";
import { Fault } from "#protocol/errors.ts";
import { requireToken } from "../auth/require.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import { FROM_THE_TOP, pageOf, placeAfter } from "../channels/paging.ts";
import type { App } from "../env.ts";
import { badRequest, sValidator } from "../validation.ts";
import { type Fetch, gameDataOf } from "./igdb.ts";
import { refreshCategories, refreshSchema } from "./refresh.ts";
import { categoriesAfter, categoryBySlug } from "./rows.ts";

const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";
/** A place in the list: viewers, and category. */
const placeSchema = v.strictTuple([v.number(), v.number()]);

/** Below /api. `fetch` reaches the game data service. */
export const categoryRoutesWith = (fetch: Fetch) =>
  new Hono<App>()
    .get("/categories", sValidator("query", pageQuerySchema, badRequest), async (c) => {
      const { cursor, limit = DEFAULT_PAGE } = c.req.valid("query");
      const place = placeAfter("categories", placeSchema, cursor, FROM_THE_TOP);
      const found = await categoriesAfter(c.env.DB, place, limit + 1);
      const page = pageOf("categories", found, limit, ({ viewers, id }): [number, number] => [viewers, Number(id)]);
      const answer: Categories = { categories: [...page.entries], cursor: page.cursor };
      return c.json(answer, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
    })
    .get("/categories/:slug", async (c) => {
      const slug = c.req.param("slug");
      const category: Category | null = v.is(slugSchema, slug) ? await categoryBySlug(c.env.DB, slug) : null;
      if (category === null) throw new Fault("not_found", "There is no such category.");
      return c.json(category, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
    })
    .post(
      "/categories/refresh",
      requireToken("OPERATOR_TOKEN"),
      limitBody(MAX_JSON_BYTES),
      sValidator("json", refreshSchema, badRequest),
      async (c) => {
        const games = gameDataOf(c.env, fetch);
        if (games === null)
          throw new Fault("not_found", "No game data service is configured: IGDB_CLIENT_ID is not set.");
        return c.json(await refreshCategories(c.env, games, c.req.valid("json").count));
      },
    );

export const categoryRoutes = categoryRoutesWith((url, init) => fetch(url, init));

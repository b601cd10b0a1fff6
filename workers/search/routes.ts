/** `GET /api/search` and `GET /api/search/suggest`: for everybody, a few seconds old at most. */
import { Hono } from "hono";
import { avatarPath, boxArtPath } from "#protocol/channel/images.ts";
import { type Found, MAX_FOUND, MAX_SUGGESTED, type Suggested, searchQuerySchema } from "#protocol/discovery/search.ts";
import { categoriesByIds } from "../categories/rows.ts";
import { listedByIds } from "../channels/listed-rows.ts";
import { listedState, vodOf } from "../channels/shapes.ts";
import type { App } from "../env.ts";
import { requireSearch } from "../flags/require-on.ts";
import { badRequest, sValidator } from "../validation.ts";
import { find, findTitles } from "./find.ts";

const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";

const idsOf = (found: readonly { readonly id: string }[]): readonly string[] =>
  found.slice(0, MAX_FOUND).map(({ id }) => id);

/** Below /api. */
export const searchRoutes = new Hono<App>()
  .get("/search", sValidator("query", searchQuerySchema, badRequest), async (c) => {
    await requireSearch(c);
    const found = await findTitles(c.env.DB, c.req.valid("query").q);
    const [listed, categories] = await Promise.all([
      listedByIds(c.env.DB, [...new Set([...idsOf(found.channels), ...idsOf(found.live)])]),
      categoriesByIds(c.env.DB, idsOf(found.categories)),
    ]);
    const states = new Map(listed.map((row) => [row.id, listedState(row)]));
    const statesOf = (ids: readonly string[]) => ids.flatMap((id) => states.get(id) ?? []);
    const answer: Found = {
      channels: statesOf(idsOf(found.channels)),
      categories: [...categories],
      live: statesOf(idsOf(found.live)).filter(({ live }) => live),
      recordings: found.recordings.slice(0, MAX_FOUND).map(vodOf),
    };
    return c.json(answer, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  })
  .get("/search/suggest", sValidator("query", searchQuerySchema, badRequest), async (c) => {
    await requireSearch(c);
    const found = await find(c.env.DB, c.req.valid("query").q);
    const answer: Suggested = {
      channels: found.channels.slice(0, MAX_SUGGESTED).map(({ id, login, display_name, avatar, viewers }) => ({
        ...{ login, displayName: display_name, avatar: avatarPath(id, avatar, 70), live: viewers !== null },
      })),
      categories: found.categories.slice(0, MAX_SUGGESTED).map(({ id, name, slug, box_art }) => ({
        ...{ id, name, slug, boxArt: boxArtPath(id, box_art) },
      })),
    };
    return c.json(answer, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  });

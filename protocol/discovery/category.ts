/** Categories: what channels show. Their ids are numeric strings and never change; slugs stand in addresses. */
import * as v from "valibot";
import { idSchema } from "../ids.ts";

export const slugSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/), v.maxLength(120));
/** Code points of a name, at most. */
export const MAX_CATEGORY_NAME = 100;

/** A category as a channel names it. */
export const categoryNameSchema = v.object({ id: idSchema, name: v.string(), slug: slugSchema });
export type CategoryName = Readonly<v.InferOutput<typeof categoryNameSchema>>;

export const categorySchema = v.object({
  ...categoryNameSchema.entries,
  /** An address of this site. */
  boxArt: v.string(),
  igdbId: v.nullable(v.string()),
  /** Over its live channels. */
  viewers: v.number(),
  liveChannels: v.number(),
});
export type Category = Readonly<v.InferOutput<typeof categorySchema>>;

/** Entries of a page of a list, unless the request says how many, and at most. */
export const DEFAULT_PAGE = 30;
export const MAX_PAGE = 100;

/** `GET /api/categories`: most viewers first. */
export const categoriesSchema = v.object({ categories: v.array(categorySchema), cursor: v.nullable(v.string()) });
export type Categories = Readonly<v.InferOutput<typeof categoriesSchema>>;

/** `POST /api/categories/refresh`: games that the game data service named, and those of them that are new here. */
export const refreshedSchema = v.object({ read: v.number(), added: v.number() });
export type Refreshed = Readonly<v.InferOutput<typeof refreshedSchema>>;

/**
 * A name as it stands in an address: a-z, 0-9 and hyphens, letters without their marks. Empty for a name in letters of no such kind. Names
 * are searched in this form too, so that marks, case and punctuation do not count.
 */
export function slugOf(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replaceAll("&", " and ")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

const digits = v.pipe(v.string(), v.regex(/^[0-9]{1,3}$/, "a limit is a number"), v.transform(Number));

/** Query of every list that is read in pages: `cursor` is the one of the page before. */
export const pageQuery = {
  cursor: v.optional(v.pipe(v.string(), v.maxLength(200))),
  limit: v.optional(
    v.pipe(digits, v.minValue(1, "a limit is 1 or more"), v.maxValue(MAX_PAGE, `a limit is ${MAX_PAGE} or less`)),
  ),
};
export const pageQuerySchema = v.object(pageQuery);

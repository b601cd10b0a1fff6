/** Whom somebody blocks: `GET /api/me/blocks`, `PUT` and `DELETE /api/me/blocks/:user`. Times are milliseconds since the Unix epoch. */
import * as v from "valibot";
import { idSchema, loginSchema } from "../ids.ts";

/** People whom one account blocks, at most: a page reads all of them at once, in some 100 kB. */
export const MAX_BLOCKS = 1000;

/** Newest first. */
export const blocksSchema = v.object({
  blocks: v.pipe(
    v.array(v.object({ id: idSchema, login: loginSchema, displayName: v.string(), since: v.number() })),
    v.maxLength(MAX_BLOCKS),
  ),
});
export type Blocks = Readonly<v.InferOutput<typeof blocksSchema>>;
export type Block = Blocks["blocks"][number];

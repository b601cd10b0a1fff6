/** A channel's row with everything that it says of itself: the columns, and how they are read. Lists of channels anywhere are made of it. */
import * as v from "valibot";
import { latencyModeSchema } from "#protocol/channel/about.ts";
import { CONTENT_LABELS } from "#protocol/channel/labels.ts";
import { slugSchema } from "#protocol/discovery/category.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";

const idColumn = v.pipe(v.number(), v.transform(String), idSchema);

/** Of `channels c`, with DESCRIBED_FROM. */
export const DESCRIBED = `c.id, c.login, c.display_name, c.title, c.language, c.mature, c.labels, c.latency_mode, c.avatar, c.banner,
  coalesce(u.description, '') AS description, n.followers, c.category_id, g.name AS category_name, g.slug AS category_slug, g.mature AS category_mature,
  (SELECT s.broadcast_id || '/' || s.still FROM live_channels s WHERE s.channel_id = c.id) AS still,
  (SELECT json_group_array(t.tag ORDER BY t.position) FROM channel_tags t WHERE t.channel_id = c.id) AS tags`;

export const DESCRIBED_JOINS = `JOIN channel_counts n ON n.channel_id = c.id
  LEFT JOIN users u ON u.id = c.id LEFT JOIN categories g ON g.id = c.category_id`;

/** Of `live_channels l`. */
export const LIVE = "l.broadcast_id, l.started_at, l.viewers";

/** The newest still of what is on, as `<broadcast>/<time>`. */
const stillColumn = v.pipe(
  v.string(),
  v.regex(/^[0-9]+\/[0-9]+$/),
  v.transform((name) => {
    const [broadcastId = "", at = ""] = name.split("/");
    return { broadcastId, at: Number(at) };
  }),
);

const described = {
  id: idColumn,
  login: loginSchema,
  display_name: v.string(),
  title: v.string(),
  language: v.nullable(v.string()),
  mature: v.pipe(
    v.number(),
    v.transform((value) => value !== 0),
  ),
  // A later version's labels are left out.
  labels: v.pipe(
    v.string(),
    v.parseJson(),
    v.array(v.string()),
    v.transform((labels) => CONTENT_LABELS.filter((label) => labels.includes(label))),
  ),
  latency_mode: latencyModeSchema,
  avatar: v.nullable(v.string()),
  banner: v.nullable(v.string()),
  description: v.string(),
  followers: v.number(),
  category_id: v.nullable(idColumn),
  category_name: v.nullable(v.string()),
  category_slug: v.nullable(slugSchema),
  category_mature: v.pipe(
    v.nullable(v.number()),
    v.transform((value) => value === 1),
  ),
  still: v.nullable(stillColumn),
  tags: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
};

export const describedRow = v.object(described);
export type DescribedRow = v.InferOutput<typeof describedRow>;

/** With what the directory knows of the broadcast; null for a channel that is not live. */
export const listedRow = v.object({
  ...described,
  broadcast_id: v.nullable(idSchema),
  started_at: v.nullable(v.number()),
  viewers: v.nullable(v.number()),
});
export type ListedRow = v.InferOutput<typeof listedRow>;

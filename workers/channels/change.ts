/** Changes what a channel says of itself, and tells the platform. Who may is decided before; the one place for it, whatever the API. */
import { type ChannelChange, foldTag } from "#protocol/channel/about.ts";
import { Fault } from "#protocol/errors.ts";
import { categoryExists } from "../categories/rows.ts";
import type { Env } from "../env.ts";
import { emit } from "../events/emit.ts";
import type { DescribedRow } from "./described.ts";
import { labelsOf } from "./labels.ts";
import { describedById } from "./listed-rows.ts";
import { categoryName } from "./shapes.ts";

type Background = Parameters<typeof emit>[1];
type Value = string | number | null;

const COLUMNS = {
  title: "title",
  category: "category_id",
  language: "language",
  mature: "mature",
  labels: "labels",
  latencyMode: "latency_mode",
} as const;
type Column = keyof typeof COLUMNS;

/** Only the columns that change are named: search and the list of live channels follow those. */
const updateOf = (columns: readonly Column[]): string =>
  `UPDATE channels SET ${columns.map((column) => `${COLUMNS[column]} = ?`).join(", ")} WHERE id = ?`;

/** Every statement, so that the tests can ask for their plans. */
export const CHANGE_SQL = {
  all: updateOf(["title", "category", "language", "mature", "labels", "latencyMode"]),
  forgetTags: "DELETE FROM channel_tags WHERE channel_id = ?",
  addTag: "INSERT INTO channel_tags (channel_id, folded, tag, position) VALUES (?, ?, ?, ?)",
} as const;

/** What viewers see of the channel in lists: a change of it is an event. */
const TOLD: ReadonlySet<string> = new Set(["title", "category", "language", "mature", "labels"]);

/** The channel afterwards. Throws a Fault for a category or a channel that does not exist. */
export async function changeChannel(
  env: Pick<Env, "DB" | "EVENTS">,
  background: Background,
  channelId: string,
  change: ChannelChange,
): Promise<DescribedRow> {
  const { category, tags } = change;
  if (typeof category === "string" && !(await categoryExists(env.DB, category))) {
    throw new Fault("bad_request", "There is no such category.");
  }
  const values = valuesOf(change);
  const id = Number(channelId);
  const statements = [
    ...(values.length === 0
      ? []
      : [env.DB.prepare(updateOf(values.map(([column]) => column))).bind(...values.map(([, value]) => value), id)]),
    ...(tags === undefined ? [] : [env.DB.prepare(CHANGE_SQL.forgetTags).bind(id)]),
    ...(tags ?? []).map((tag, at) => env.DB.prepare(CHANGE_SQL.addTag).bind(id, foldTag(tag), tag, at)),
  ];
  if (statements.length > 0) await env.DB.batch(statements);
  const row = await describedById(env.DB, channelId);
  if (row === null) throw new Fault("not_found", "There is no such channel.");
  if (values.some(([column]) => TOLD.has(column))) {
    const { title, language } = row;
    const labels = [...labelsOf(row)];
    const named = categoryName(row);
    emit(env, background, {
      ...{ type: "channel.update", channelId, title, language: language ?? "", labels },
      category: named === null ? null : { id: named.id, name: named.name },
    });
  }
  return row;
}

/** The columns that change, with their values. */
function valuesOf({
  title,
  category,
  language,
  mature,
  labels,
  latencyMode,
}: ChannelChange): (readonly [Column, Value])[] {
  const values: readonly (readonly [Column, Value | undefined])[] = [
    ["title", title],
    ["category", typeof category === "string" ? Number(category) : category],
    ["language", language],
    ["mature", mature === undefined ? undefined : Number(mature)],
    ["labels", labels === undefined ? undefined : JSON.stringify(labels)],
    ["latencyMode", latencyMode],
  ];
  return values.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
}

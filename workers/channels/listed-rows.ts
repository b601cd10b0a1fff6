/** Reads channels with everything that they say of themselves: one, those who are live, several by id. The statements' only place. */
import * as v from "valibot";
import { foldTag } from "#protocol/channel/about.ts";
import {
  DESCRIBED,
  DESCRIBED_JOINS,
  type DescribedRow,
  describedRow,
  LIVE,
  type ListedRow,
  listedRow,
} from "./described.ts";

/** Channels that the operator's list names. */
const MAX_CHANNELS = 1000;

/** What the list of live channels is narrowed to; null: nothing. */
export type LiveFilter = {
  readonly categoryId: string | null;
  readonly tag: string | null;
  readonly language: string | null;
};
/** Viewers and channel of the entry that the page comes after. */
export type LivePlace = readonly [viewers: number, channelId: number];

/** The statement of a filter. Its values: viewers, viewers, channel, category?, language?, tag?, limit. */
function liveStatement(filter: { readonly [Part in keyof LiveFilter]: boolean }): string {
  return `SELECT ${DESCRIBED}, ${LIVE}
    FROM live_channels l CROSS JOIN channels c ON c.id = l.channel_id ${DESCRIBED_JOINS}
    WHERE l.viewers <= ? AND (l.viewers < ? OR l.channel_id > ?)
    ${filter.categoryId ? "AND l.category_id = ?" : ""} ${filter.language ? "AND l.language = ?" : ""}
    ${filter.tag ? "AND EXISTS (SELECT 1 FROM channel_tags f WHERE f.channel_id = l.channel_id AND f.folded = ?)" : ""}
    ORDER BY l.viewers DESC, l.channel_id LIMIT ?`;
}

const BOTH = [false, true] as const;

/** Every statement, so that the tests can ask for their plans. */
export const LISTED_SQL = {
  byLogin: `SELECT ${DESCRIBED} FROM channels c ${DESCRIBED_JOINS} WHERE c.login = ?`,
  byId: `SELECT ${DESCRIBED} FROM channels c ${DESCRIBED_JOINS} WHERE c.id = ?`,
  byIds: `SELECT ${DESCRIBED}, ${LIVE} FROM channels c ${DESCRIBED_JOINS}
          LEFT JOIN live_channels l ON l.channel_id = c.id WHERE c.id IN (SELECT value FROM json_each(?))`,
  // The operator's own: all of them is what is asked for.
  all: `SELECT ${DESCRIBED}, ${LIVE} FROM channels c ${DESCRIBED_JOINS}
        LEFT JOIN live_channels l ON l.channel_id = c.id WHERE c.id > 0 ORDER BY c.id LIMIT ${MAX_CHANNELS}`,
} as const;

export const LIVE_SQL: readonly string[] = BOTH.flatMap((categoryId) =>
  BOTH.flatMap((language) => BOTH.map((tag) => liveStatement({ categoryId, language, tag }))),
);

export async function describedByLogin(db: D1Database, login: string): Promise<DescribedRow | null> {
  const row = await db.prepare(LISTED_SQL.byLogin).bind(login).first();
  return row === null ? null : v.parse(describedRow, row);
}

export async function describedById(db: D1Database, id: string): Promise<DescribedRow | null> {
  const row = await db.prepare(LISTED_SQL.byId).bind(Number(id)).first();
  return row === null ? null : v.parse(describedRow, row);
}

/** In the order of the ids; those that are no channels are left out. */
export async function listedByIds(db: D1Database, ids: readonly string[]): Promise<readonly ListedRow[]> {
  if (ids.length === 0) return [];
  const { results } = await db
    .prepare(LISTED_SQL.byIds)
    .bind(JSON.stringify(ids.map(Number)))
    .all();
  const rows = new Map(results.map((row) => v.parse(listedRow, row)).map((row) => [row.id, row]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** Most viewers first. */
export async function liveChannels(
  db: D1Database,
  filter: LiveFilter,
  [viewers, channelId]: LivePlace,
  limit: number,
): Promise<readonly ListedRow[]> {
  const { categoryId, language, tag } = filter;
  const sql = liveStatement({ categoryId: categoryId !== null, language: language !== null, tag: tag !== null });
  const values = [
    ...(categoryId === null ? [] : [Number(categoryId)]),
    ...(language === null ? [] : [language]),
    ...(tag === null ? [] : [foldTag(tag)]),
  ];
  const { results } = await db
    .prepare(sql)
    .bind(viewers, viewers, channelId, ...values, limit)
    .all();
  return results.map((row) => v.parse(listedRow, row));
}

/** Every channel, oldest first, with what the directory knows of its broadcast. */
export async function allChannels(db: D1Database): Promise<readonly ListedRow[]> {
  const { results } = await db.prepare(LISTED_SQL.all).all();
  return results.map((row) => v.parse(listedRow, row));
}

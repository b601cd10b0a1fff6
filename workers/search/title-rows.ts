/**
 * Where search looks for titles: those of who is live, and those of recordings, by three letters. Every statement looks at a bounded number of
 * recordings, the newest, whatever was typed. Rows are read through schemas.
 */
import * as v from "valibot";
import { MAX_FOUND } from "#protocol/discovery/search.ts";
import { VOD_COLUMNS, type VodRow, vodRow } from "../channels/rows.ts";
import { holdingWords, resemblingWords, type SearchQuery } from "./query.ts";
import type { FoundChannel } from "./rank.ts";
import { CHANNEL, channelRow, JOINS, TAKEN } from "./rows.ts";

/** Recordings among which a misspelt title is looked for: each that shares letters with it is weighed, and that takes time. */
const WEIGHED = 5000;

/** Every statement, so that the tests can ask for their plans. */
export const TITLE_SQL = {
  live: `SELECT ${CHANNEL}, c.title FROM channels c ${JOINS}
         WHERE c.id IN (SELECT rowid FROM live_texts WHERE live_texts MATCH ? ORDER BY rank LIMIT ${TAKEN})
         ORDER BY l.viewers DESC, c.id`,
  recordings: `${VOD_COLUMNS} WHERE v.id IN
                 (SELECT CAST(rowid AS TEXT) FROM vod_titles WHERE vod_titles MATCH ? ORDER BY rowid DESC LIMIT ${MAX_FOUND})
               ORDER BY v.started_at DESC, v.id`,
  recordingsResembling: `${VOD_COLUMNS} WHERE v.id IN
                 (SELECT CAST(rowid AS TEXT) FROM vod_titles WHERE vod_titles MATCH ?
                  AND rowid >= coalesce((SELECT CAST(id AS INTEGER) FROM vods WHERE started_at >= 0
                                         ORDER BY started_at DESC LIMIT 1 OFFSET ${WEIGHED}), 0)
                  ORDER BY rank LIMIT ${TAKEN})
               ORDER BY v.started_at DESC, v.id`,
} as const;

const titledRow = v.object({ ...channelRow.entries, title: v.string() });
export type TitledChannel = FoundChannel & { readonly title: string };

const read = <T>(schema: v.GenericSchema<unknown, T>, rows: readonly unknown[] | undefined): readonly T[] =>
  (rows ?? []).map((row) => v.parse(schema, row));

/** Recordings whose title holds all the words, newest first. */
export async function recordingsHolding(db: D1Database, { text }: SearchQuery): Promise<readonly VodRow[]> {
  const words = holdingWords(text);
  if (words === null) return [];
  const { results } = await db.prepare(TITLE_SQL.recordings).bind(words).all();
  return read(vodRow, results);
}

export type AlikeTitles = { readonly live: readonly TitledChannel[]; readonly recordings: readonly VodRow[] };

/** What shares letters with the words: most watched, and newest, first. */
export async function titlesAlike(
  db: D1Database,
  { text }: SearchQuery,
  wanted: { readonly live: boolean; readonly recordings: boolean },
): Promise<AlikeTitles> {
  const words = resemblingWords(text);
  if (words === null || !(wanted.live || wanted.recordings)) return { live: [], recordings: [] };
  const asked = [
    ...(wanted.live ? [TITLE_SQL.live] : []),
    ...(wanted.recordings ? [TITLE_SQL.recordingsResembling] : []),
  ];
  const results = await db.batch(asked.map((sql) => db.prepare(sql).bind(words)));
  const rows = results.map((result) => result.results);
  return {
    live: wanted.live ? read(titledRow, rows[0]) : [],
    recordings: wanted.recordings ? read(vodRow, rows.at(-1)) : [],
  };
}

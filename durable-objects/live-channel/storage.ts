/** The channel's rows in the object's own SQLite: lease, checkpoints, stored segments, initialisation sections. The only SQL of the object. */
import * as v from "valibot";
import { vodSegmentSchema } from "#protocol/playback/vod-index.ts";
import { decodeTimeline, encodeTimeline } from "./checkpoint.ts";
import type { ChannelStore } from "./ports.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lease (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, token_hash TEXT NOT NULL, node_id TEXT NOT NULL,
    broadcast_id TEXT NOT NULL, held INTEGER NOT NULL, changed_at REAL NOT NULL);
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS broadcasts (
    id TEXT PRIMARY KEY, login TEXT NOT NULL, timeline TEXT NOT NULL, last_media_at REAL NOT NULL,
    replay_from INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS segments (
    broadcast_id TEXT NOT NULL, msn INTEGER NOT NULL, segment TEXT NOT NULL, PRIMARY KEY (broadcast_id, msn)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS inits (
    broadcast_id TEXT NOT NULL, rendition TEXT NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL,
    stored INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (broadcast_id, rendition, version)) WITHOUT ROWID;
`;

const leaseRow = v.object({
  epoch: v.number(),
  token_hash: v.string(),
  node_id: v.string(),
  broadcast_id: v.string(),
  held: v.number(),
  changed_at: v.number(),
});
const broadcastRow = v.object({
  login: v.string(),
  timeline: v.string(),
  last_media_at: v.number(),
  replay_from: v.number(),
});
const segmentRow = v.pipe(
  v.object({ segment: v.pipe(v.string(), v.parseJson(), vodSegmentSchema) }),
  v.transform(({ segment }) => segment),
);
const initRow = v.object({ bytes: v.instance(ArrayBuffer) });
const initListRow = v.object({
  rendition: v.string(),
  version: v.number(),
  stored: v.pipe(
    v.number(),
    v.transform((stored: number) => stored === 1),
  ),
});
const factRow = v.object({ value: v.number() });

const GOP = "gop";

export function openChannelStore(sql: SqlStorage): ChannelStore {
  sql.exec(SCHEMA);
  const first = <T>(schema: v.GenericSchema<unknown, T>, query: string, ...values: SqlStorageValue[]): T | null => {
    const [row] = sql.exec(query, ...values).toArray();
    return row === undefined ? null : v.parse(schema, row);
  };
  const all = <T>(schema: v.GenericSchema<unknown, T>, query: string, ...values: SqlStorageValue[]): T[] =>
    sql
      .exec(query, ...values)
      .toArray()
      .map((row) => v.parse(schema, row));
  return {
    lease: () => {
      const row = first(leaseRow, "SELECT * FROM lease");
      if (row === null) return null;
      const { epoch, token_hash, node_id, broadcast_id, held, changed_at } = row;
      return {
        epoch,
        tokenHash: token_hash,
        nodeId: node_id,
        broadcastId: broadcast_id,
        held: held === 1,
        changedAt: changed_at,
      };
    },
    writeLease: ({ epoch, tokenHash, nodeId, broadcastId, held, changedAt }) => {
      const columns = "one, epoch, token_hash, node_id, broadcast_id, held, changed_at";
      const values = [epoch, tokenHash, nodeId, broadcastId, held ? 1 : 0, changedAt];
      sql.exec(`INSERT OR REPLACE INTO lease (${columns}) VALUES (1, ?, ?, ?, ?, ?, ?)`, ...values);
    },
    gopHint: () => first(factRow, "SELECT value FROM facts WHERE name = ?", GOP)?.value ?? null,
    writeGopHint: (gop) => {
      sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", GOP, gop);
    },
    broadcasts: () =>
      all(broadcastRow, "SELECT * FROM broadcasts ORDER BY id").flatMap((row) => {
        const timeline = decodeTimeline(row.timeline);
        if (timeline !== null) {
          return [{ login: row.login, timeline, lastMediaAt: row.last_media_at, replayFrom: row.replay_from }];
        }
        // The channel must go on: its next publisher begins a new broadcast, and the row stays for a person to look at.
        console.error(`a checkpoint of ${row.login} cannot be read`);
        return [];
      }),
    writeCheckpoint: ({ login, timeline, lastMediaAt, replayFrom }) => {
      const columns = "id, login, timeline, last_media_at, replay_from";
      const values = [timeline.broadcastId, login, encodeTimeline(timeline), lastMediaAt, replayFrom];
      sql.exec(`INSERT OR REPLACE INTO broadcasts (${columns}) VALUES (?, ?, ?, ?, ?)`, ...values);
    },
    addSegment: (broadcastId, segment) => {
      const row = JSON.stringify(segment);
      sql.exec("INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", broadcastId, segment.msn, row);
    },
    segments: (broadcastId) =>
      all(segmentRow, "SELECT segment FROM segments WHERE broadcast_id = ? ORDER BY msn", broadcastId),
    addInit: (broadcastId, rendition, version, bytes) => {
      const query = "INSERT OR IGNORE INTO inits (broadcast_id, rendition, version, bytes) VALUES (?, ?, ?, ?)";
      sql.exec(query, broadcastId, rendition, version, bytes.slice().buffer);
    },
    init: (broadcastId, rendition, version) => {
      const query = "SELECT bytes FROM inits WHERE broadcast_id = ? AND rendition = ? AND version = ?";
      const row = first(initRow, query, broadcastId, rendition, version);
      return row === null ? null : new Uint8Array(row.bytes);
    },
    inits: (broadcastId) =>
      all(initListRow, "SELECT rendition, version, stored FROM inits WHERE broadcast_id = ?", broadcastId),
    markInitStored: (broadcastId, rendition, version) => {
      const where = "broadcast_id = ? AND rendition = ? AND version = ?";
      sql.exec(`UPDATE inits SET stored = 1 WHERE ${where}`, broadcastId, rendition, version);
    },
    clearBroadcast: (broadcastId) => {
      sql.exec("DELETE FROM segments WHERE broadcast_id = ?", broadcastId);
      sql.exec("DELETE FROM inits WHERE broadcast_id = ?", broadcastId);
      sql.exec("DELETE FROM broadcasts WHERE id = ?", broadcastId);
    },
  };
}

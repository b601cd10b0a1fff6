/** The rows of channels' panels in D1. */
import * as v from "valibot";
import { MAX_PANELS, type Panel, panelSchema } from "#protocol/channel/about.ts";

/** Every statement, so that the tests can ask for their plans. */
export const PANEL_SQL = {
  list: `SELECT title, text, link FROM channel_panels WHERE channel_id = ? ORDER BY position LIMIT ${MAX_PANELS}`,
  forget: "DELETE FROM channel_panels WHERE channel_id = ?",
  add: "INSERT INTO channel_panels (channel_id, position, title, text, link) VALUES (?, ?, ?, ?, ?)",
} as const;

export async function panelsOf(db: D1Database, channelId: string): Promise<Panel[]> {
  const { results } = await db.prepare(PANEL_SQL.list).bind(Number(channelId)).all();
  return results.map((row) => v.parse(panelSchema, row));
}

export async function replacePanels(db: D1Database, channelId: string, panels: readonly Panel[]): Promise<void> {
  const id = Number(channelId);
  await db.batch([
    db.prepare(PANEL_SQL.forget).bind(id),
    ...panels.map(({ title, text, link }, at) => db.prepare(PANEL_SQL.add).bind(id, at, title, text, link)),
  ]);
}

/** Who may change what a channel says of itself: its broadcaster, the editors whom it named, and staff. Their rows' only SQL. */
import * as v from "valibot";
import { type Editors, MAX_EDITORS } from "#protocol/accounts/me.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";

/** Every statement, so that the tests can ask for their plans. */
export const EDITOR_SQL = {
  isEditor: "SELECT 1 FROM channel_editors WHERE channel_id = ? AND user_id = ?",
  list: `SELECT u.id, u.login, u.display_name, e.created_at FROM channel_editors e JOIN users u ON u.id = e.user_id
         WHERE e.channel_id = ? ORDER BY e.user_id LIMIT ${MAX_EDITORS}`,
  add: `INSERT INTO channel_editors (channel_id, user_id, created_at)
        SELECT ?, ?, ? WHERE (SELECT count(*) FROM channel_editors WHERE channel_id = ?) < ${MAX_EDITORS}
        ON CONFLICT DO NOTHING`,
  remove: "DELETE FROM channel_editors WHERE channel_id = ? AND user_id = ?",
} as const;

const editorRow = v.object({
  id: v.pipe(v.number(), v.transform(String), idSchema),
  login: loginSchema,
  display_name: v.string(),
  created_at: v.number(),
});

/** Whether somebody may change title, category, tags and the like of a channel. A channel's id is its broadcaster's. */
export async function mayEdit(
  db: D1Database,
  viewer: Pick<Viewer, "userId" | "staff">,
  channelId: string,
): Promise<boolean> {
  if (viewer.userId === channelId || viewer.staff) return true;
  const row = await db.prepare(EDITOR_SQL.isEditor).bind(Number(channelId), Number(viewer.userId)).first();
  return row !== null;
}

export async function editorsOf(db: D1Database, channelId: string): Promise<Editors> {
  const { results } = await db.prepare(EDITOR_SQL.list).bind(Number(channelId)).all();
  const rows = results.map((row) => v.parse(editorRow, row));
  return {
    editors: rows.map(({ id, login, display_name, created_at }) => ({
      id,
      login,
      displayName: display_name,
      since: created_at,
    })),
  };
}

/** False when the channel has as many editors as it may have. Adding one again changes nothing. */
export async function addEditor(db: D1Database, channelId: string, userId: string, now: number): Promise<boolean> {
  const channel = Number(channelId);
  await db.prepare(EDITOR_SQL.add).bind(channel, Number(userId), now, channel).run();
  return (await db.prepare(EDITOR_SQL.isEditor).bind(channel, Number(userId)).first()) !== null;
}

export async function removeEditor(db: D1Database, channelId: string, userId: string): Promise<void> {
  await db.prepare(EDITOR_SQL.remove).bind(Number(channelId), Number(userId)).run();
}

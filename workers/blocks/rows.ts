/** Who blocks whom: its rows in D1. Rows are read through schemas. */
import * as v from "valibot";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { type Blocks, MAX_BLOCKS } from "#protocol/users/block.ts";

/** Every statement, so that the tests can ask for their plans. */
export const BLOCK_SQL = {
  list: `SELECT u.id, u.login, u.display_name, b.created_at FROM user_blocks b CROSS JOIN users u ON u.id = b.blocked_id
         WHERE b.user_id = ? ORDER BY b.created_at DESC, b.blocked_id LIMIT ${MAX_BLOCKS}`,
  isBlocked: "SELECT 1 FROM user_blocks WHERE user_id = ? AND blocked_id = ?",
  add: `INSERT INTO user_blocks (user_id, blocked_id, created_at)
        SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM user_blocks WHERE user_id = ?1) < ${MAX_BLOCKS}
        ON CONFLICT DO NOTHING`,
  remove: "DELETE FROM user_blocks WHERE user_id = ? AND blocked_id = ?",
} as const;

const blockRow = v.object({
  id: v.pipe(v.number(), v.transform(String), idSchema),
  login: loginSchema,
  display_name: v.string(),
  created_at: v.number(),
});

export async function blocksOf(db: D1Database, userId: string): Promise<Blocks> {
  const { results } = await db.prepare(BLOCK_SQL.list).bind(Number(userId)).all();
  const rows = results.map((row) => v.parse(blockRow, row));
  return {
    blocks: rows.map(({ id, login, display_name, created_at }) => ({
      ...{ id, login, displayName: display_name, since: created_at },
    })),
  };
}

/** False when the user blocks as many as it may. Blocking somebody again changes nothing. */
export async function addBlock(db: D1Database, userId: string, blockedId: string, nowMs: number): Promise<boolean> {
  const pair = [Number(userId), Number(blockedId)] as const;
  const [, read] = await db.batch([
    db.prepare(BLOCK_SQL.add).bind(...pair, nowMs),
    db.prepare(BLOCK_SQL.isBlocked).bind(...pair),
  ]);
  return (read?.results.length ?? 0) > 0;
}

export async function removeBlock(db: D1Database, userId: string, blockedId: string): Promise<void> {
  await db.prepare(BLOCK_SQL.remove).bind(Number(userId), Number(blockedId)).run();
}

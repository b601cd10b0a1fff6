/** Deletes objects of the bucket that nothing names any more, a bounded number at a time. What is left over waits for the next time. */

/** Every statement, so that the tests can ask for their plans. */
export const PURGE_SQL = {
  due: "SELECT prefix FROM purges WHERE after <= ? ORDER BY after LIMIT ?",
  done: "DELETE FROM purges WHERE prefix = ?",
} as const;

/** Prefixes, and lists of up to 1000 objects each, that one run works through: well under what one request may ask of the platform. */
const MAX_PREFIXES = 100;
export const MAX_LISTS = 200;

/** False when something that is due is left. */
export async function purge(db: D1Database, bucket: R2Bucket, now: number): Promise<boolean> {
  const { results } = await db.prepare(PURGE_SQL.due).bind(now, MAX_PREFIXES).all<{ prefix: string }>();
  let lists = 0;
  for (const { prefix } of results) {
    for (;;) {
      if (++lists > MAX_LISTS) return false;
      // Always from the beginning: what was listed is deleted.
      const { objects, truncated } = await bucket.list({ prefix });
      if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
      if (!truncated) break;
    }
    await db.prepare(PURGE_SQL.done).bind(prefix).run();
  }
  return results.length < MAX_PREFIXES;
}

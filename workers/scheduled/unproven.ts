/** Ends subscriptions whose callback was never asked to prove itself: the message that should have done it is lost. Their programs may subscribe again. */
import { PENDING } from "#protocol/events/subscription.ts";

/** Subscriptions of one run. */
const MAX_FAILED = 500;
/** A callback is asked within seconds; the queue's last try is minutes later. Milliseconds. */
export const UNPROVEN_MS = 3600 * 1000;

const TABLE = "eventsub_subscriptions";
/** The statement, so that the tests can ask for its plan. */
export const UNPROVEN_SQL = {
  fail: `UPDATE ${TABLE} SET status = 'webhook_callback_verification_failed', ended_at = ?1 WHERE id IN
    (SELECT id FROM ${TABLE} WHERE status = '${PENDING}' AND ended_at IS NULL AND created_at <= ?2
     ORDER BY created_at LIMIT ${MAX_FAILED})`,
} as const;

export async function failUnproven(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(UNPROVEN_SQL.fail)
    .bind(now, now - UNPROVEN_MS)
    .run();
}

/** What is done time and again without anybody asking: takes away what is over. Each chore is bounded, and what is left waits for the next run. */
import { loggable } from "#protocol/loggable.ts";
import { forgetPersons } from "../accounts/forget.ts";
import { purge } from "../accounts/purge.ts";
import type { Env } from "../env.ts";
import { endDemoted } from "../eventsub/demoted.ts";
import type { RevokeBindings } from "../eventsub/revoke.ts";
import { NOTICE_KEPT_MS } from "../notifications/limits.ts";
import { sweepNotices } from "../notifications/rows.ts";
import { endExpired } from "../oauth/ending.ts";
import { checkListed } from "./listed.ts";
import { MAX_ROUNDS, SWEEPS, SWEPT_AT_ONCE, sweptUntil, type TimedSweep, timedSweepSql } from "./sweeps.ts";
import { failUnproven } from "./unproven.ts";

export type ChoreEnv = Pick<Env, "DB" | "MEDIA" | "LIVE_CHANNEL" | "CHAT_ROOM"> & RevokeBindings;
export type Chore = {
  readonly name: string;
  readonly run: (env: ChoreEnv, now: number) => Promise<unknown>;
};

/**
 * All of them together stay below the thousand calls that one run may make: a hundred for rows, half of the rest for the bucket (purge.ts), two
 * hundred for listed channels, one hundred for chats (forget.ts), some tens for former moderators.
 */
export const CHORES: readonly Chore[] = [
  ...SWEEPS.map((sweep) => ({
    name: `sweep ${sweep.table}`,
    run: ({ DB }: ChoreEnv, now: number) => sweepRows(DB, sweep, now),
  })),
  { name: "sweep notices", run: ({ DB }, now) => sweepOldNotices(DB, now) },
  { name: "end expired grants", run: endExpired },
  { name: "end what former moderators read", run: endDemoted },
  { name: "fail unproven callbacks", run: ({ DB }, now) => failUnproven(DB, now) },
  { name: "check listed channels", run: checkListed },
  { name: "forget deleted accounts", run: forgetPersons },
  { name: "purge the bucket", run: ({ DB, MEDIA }, now) => purge(DB, MEDIA, now) },
];

/** Does each of them, whatever becomes of the others; answers the names of those that failed. */
export async function doChores(env: ChoreEnv, now: number, chores: readonly Chore[] = CHORES): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of chores) {
    try {
      await run(env, now);
    } catch (cause) {
      console.error(`the chore "${name}" failed`, loggable(cause));
      failed.push(name);
    }
  }
  return failed;
}

async function sweepRows(db: D1Database, sweep: TimedSweep, now: number): Promise<void> {
  const statement = db.prepare(timedSweepSql(sweep)).bind(sweptUntil(sweep, now));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { meta } = await statement.run();
    if (meta.changes < SWEPT_AT_ONCE) return;
  }
}

async function sweepOldNotices(db: D1Database, now: number): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!(await sweepNotices(db, now - NOTICE_KEPT_MS))) return;
  }
}

/** Who may publish: one lease per channel, fenced by an epoch that grows with each accepted publisher. Pure; knows no token, only its hash. */
import type { Timeline } from "#media/timeline/timeline.ts";
import { type Lease, TAKEOVER_AFTER_MS } from "#protocol/ingest/open.ts";

export type LeaseRecord = {
  readonly epoch: number;
  /** SHA-256 of the upload token, hexadecimal. */
  readonly tokenHash: string;
  readonly nodeId: string;
  readonly broadcastId: string;
  /** False once the publisher said goodbye, the key was rotated or the broadcast ended. */
  readonly held: boolean;
  /** When it was granted, or, once free, when it was freed. Milliseconds since the Unix epoch. */
  readonly changedAt: number;
};

/** Whether a new publisher is let in: `aliveAt` is when the holder last delivered media, or was granted the lease. */
export function decideOpen(lease: LeaseRecord | null, aliveAt: number, now: number): "granted" | "already_live" {
  return lease?.held === true && now - aliveAt < TAKEOVER_AFTER_MS ? "already_live" : "granted";
}

export function grantLease(
  before: LeaseRecord | null,
  to: { readonly tokenHash: string; readonly nodeId: string; readonly broadcastId: string },
  now: number,
): LeaseRecord {
  return { ...to, epoch: (before?.epoch ?? 0) + 1, held: true, changedAt: now };
}

/** Where the lease's holder goes on. */
export function leaseTerms(
  { epoch }: LeaseRecord,
  timeline: Timeline,
): Omit<Lease, "login" | "uploadToken" | "gopHint"> {
  const { channelId, broadcastId, startedAt, nextSeq, mediaEnd, nextInit } = timeline;
  const nextMsn = (timeline.segments.at(-1)?.msn ?? -1) + 1;
  return { channelId, broadcastId, epoch, startedAt, nextSeq, nextMsn, mediaEnd, nextInit };
}

export function freeLease(lease: LeaseRecord, now: number): LeaseRecord {
  return lease.held ? { ...lease, held: false, changedAt: now } : lease;
}

/** When the broadcast ends unless media comes: the grace after the last media, or after the lease was freed. */
export function graceEnd(lease: LeaseRecord | null, lastMediaAt: number, graceMs: number): number {
  const since = lease === null ? lastMediaAt : Math.max(lease.changedAt, lease.held ? lastMediaAt : 0);
  return since + graceMs;
}

/**
 * A broadcast's id: a numeric string of 16 digits from the wall clock and a random share (0 to 1), above the one before it.
 */
export function newBroadcastId(now: number, random: number, before: string | null): string {
  const id = BigInt(Math.floor(now)) * 1000n + BigInt(Math.floor(random * 1000));
  const floor = before === null ? 0n : BigInt(before) + 1n;
  return String(id > floor ? id : floor);
}

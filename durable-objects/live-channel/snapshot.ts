/** What a channel's debug page and the benches read: how it stands, and its counters. Holds no secret. Pure. */
import type { Health } from "#protocol/ingest/uplink.ts";
import type { ChannelStanding } from "./calls.ts";
import type { Channel } from "./channel.ts";
import type { WriteCounts } from "./write-behind.ts";

export type Snapshot = ChannelStanding & {
  readonly instance: string;
  readonly sockets: number;
  readonly lease: { readonly epoch: number; readonly nodeId: string; readonly held: boolean } | null;
  readonly health: Health | null;
  /** Calls served since the object woke, by kind. */
  readonly calls: Readonly<Record<string, number>>;
  readonly broadcast: {
    readonly login: string;
    readonly isRecovering: boolean;
    readonly version: number;
    readonly nextSeq: number;
    readonly received: number;
    readonly stored: number;
    readonly ladder: readonly string[];
    readonly segments: readonly {
      readonly msn: number;
      readonly isStored: boolean;
      readonly parts: Readonly<Record<string, number>>;
    }[];
    readonly hotBytes: number;
    readonly waiters: number;
    /** R2 operations that succeeded since the object woke, by kind; `lost` counts segments given up. */
    readonly writes: WriteCounts;
    readonly writeFailures: number;
    readonly writesWaiting: number;
  } | null;
};

export function describe(
  channel: Channel,
  instance: string,
  calls: Readonly<Record<string, number>>,
  sockets: number,
): Snapshot {
  const { lease, current, health } = channel;
  return {
    ...channel.standing(),
    instance,
    sockets,
    lease: lease === null ? null : { epoch: lease.epoch, nodeId: lease.nodeId, held: lease.held },
    health,
    calls: { ...calls },
    broadcast: current === null ? null : describeBroadcast(current),
  };
}

function describeBroadcast(current: NonNullable<Channel["current"]>): NonNullable<Snapshot["broadcast"]> {
  const { timeline, writes } = current;
  return {
    login: current.login,
    isRecovering: current.isRecovering,
    version: timeline.version,
    nextSeq: timeline.nextSeq,
    ...current.progress(),
    ladder: timeline.ladder.map(({ id }) => id),
    segments: timeline.segments.map(({ msn, tracks, stored }) => ({
      msn,
      isStored: stored !== null,
      parts: Object.fromEntries(Object.entries(tracks).map(([id, track]) => [id, track.parts.length])),
    })),
    hotBytes: current.hotBytes,
    waiters: current.waiting,
    writes: { ...writes.counts },
    writeFailures: writes.failures,
    writesWaiting: writes.waiting,
  };
}

/** A channel's storage in memory. What it keeps has been through JSON, as rows are, so that nothing is shared with the writer. */

import { decodeTimeline, encodeTimeline } from "#durable-objects/live-channel/checkpoint.ts";
import type { LeaseRecord } from "#durable-objects/live-channel/lease.ts";
import type { ChannelStore, Checkpoint } from "#durable-objects/live-channel/ports.ts";
import { assert } from "#protocol/assert.ts";
import type { VodSegment } from "#protocol/playback/vod-index.ts";

type Init = {
  readonly rendition: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly stored: boolean;
};

export function fakeChannelStore(): ChannelStore {
  let lease: LeaseRecord | null = null;
  let gop: number | null = null;
  const checkpoints = new Map<string, Omit<Checkpoint, "timeline"> & { readonly timeline: string }>();
  const segments = new Map<string, Map<number, VodSegment>>();
  const inits = new Map<string, Map<string, Init>>();
  const initsOf = (broadcastId: string): Map<string, Init> => {
    const known = inits.get(broadcastId) ?? new Map<string, Init>();
    inits.set(broadcastId, known);
    return known;
  };
  return {
    lease: () => lease,
    writeLease: (next) => {
      lease = next;
    },
    gopHint: () => gop,
    writeGopHint: (next) => {
      gop = next;
    },
    broadcasts: () =>
      [...checkpoints.values()].map((one) => {
        const timeline = decodeTimeline(one.timeline);
        assert(timeline !== null, "a checkpoint that was written can be read");
        return { ...one, timeline };
      }),
    writeCheckpoint: (one) => {
      checkpoints.set(one.timeline.broadcastId, { ...one, timeline: encodeTimeline(one.timeline) });
    },
    addSegment: (broadcastId, segment) => {
      const known = segments.get(broadcastId) ?? new Map<number, VodSegment>();
      segments.set(broadcastId, known.set(segment.msn, structuredClone(segment)));
    },
    segments: (broadcastId) => [...(segments.get(broadcastId)?.values() ?? [])].sort((a, b) => a.msn - b.msn),
    addInit: (broadcastId, rendition, version, bytes) => {
      initsOf(broadcastId).set(`${rendition}-${version}`, { rendition, version, bytes, stored: false });
    },
    init: (broadcastId, rendition, version) => initsOf(broadcastId).get(`${rendition}-${version}`)?.bytes ?? null,
    inits: (broadcastId) => [...initsOf(broadcastId).values()],
    markInitStored: (broadcastId, rendition, version) => {
      const known = initsOf(broadcastId).get(`${rendition}-${version}`);
      if (known !== undefined) initsOf(broadcastId).set(`${rendition}-${version}`, { ...known, stored: true });
    },
    clearBroadcast: (broadcastId) => {
      checkpoints.delete(broadcastId);
      segments.delete(broadcastId);
      inits.delete(broadcastId);
    },
  };
}

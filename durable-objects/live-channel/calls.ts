/** What callers ask of a channel and what they get, as plain data. */
import type { LiveState } from "#protocol/channel/channel.ts";
import type { HealthReading } from "#protocol/channel/health.ts";
import type { Lease, OpenResponse } from "#protocol/ingest/open.ts";

export type OpenCall = {
  readonly channelId: string;
  readonly login: string;
  readonly nodeId: string;
  /** SHA-256 of the upload token that is granted, hexadecimal. */
  readonly tokenHash: string;
};
export type Opened =
  | { readonly outcome: "granted"; readonly lease: Omit<Lease, "uploadToken"> }
  | Extract<OpenResponse, { outcome: "denied" }>
  | { readonly outcome: "recovering" };

/** How a channel stands, for people. */
export type ChannelStanding = {
  readonly state: LiveState;
  readonly viewers: number;
  readonly broadcastId: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number | null;
};

/** How a channel stands and how its broadcast runs, for those who make it. */
export type HealthNews = ChannelStanding & {
  /** The object's clock, milliseconds since the Unix epoch. */
  readonly now: number;
  readonly readings: readonly HealthReading[];
};

/** The object was restarted and has not everything back yet; ask again soon. */
export type Recovering = { readonly kind: "recovering" };

export type Bytes =
  | { readonly outcome: "bytes"; readonly bytes: Uint8Array }
  | { readonly outcome: "nowhere" | "recovering" };

/** The Worker's bindings and settings, as wrangler.toml and the secrets give them. */
import type { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";

export type Env = {
  readonly DB: D1Database;
  readonly MEDIA: R2Bucket;
  readonly ASSETS: Fetcher;
  readonly LIVE_CHANNEL: DurableObjectNamespace<LiveChannel>;
  readonly CHAT_ROOM: DurableObjectNamespace;
  /** Secret: what transcoder nodes show. */
  readonly NODE_TOKEN?: string;
  /** Secret: what the operator shows to create channels and rotate keys. */
  readonly OPERATOR_TOKEN?: string;
  /** "1" opens the debug routes; never set in production. */
  readonly DEVELOPMENT?: string;
  /** Milliseconds that a broadcast stays open after its publisher dropped. */
  readonly GRACE_MS?: string;
  /** Longest hold of a request, milliseconds; three target durations when it is not set. */
  readonly HOLD_MS?: string;
};

/** Hono's view of it. */
export type App = { Bindings: Env };

/**
 * Makes stills and sends them to the Worker: one at a time on this node, whichever broadcast it is of. What goes wrong is said at debug level
 * and otherwise forgotten: a picture is not worth a broadcast's trouble. Knows no schedule.
 */
import type { Lease } from "#protocol/ingest/open.ts";
import { stillUploadPath } from "#protocol/ingest/still.ts";
import type { Log } from "#transcoder/log.ts";
import type { StillOutcome } from "#transcoder/pipeline/still-schedule.ts";

/** The Worker asks the channel's object, R2 and D1, each of which may take a while. */
const UPLOAD_TIMEOUT_MS = 10_000;

export type StillParts = {
  /** The Worker's origin. */
  readonly base: string;
  /** A JPEG of the first picture of an initialisation section and what follows it. */
  readonly make: (media: Uint8Array) => Promise<Uint8Array>;
  readonly log: Log;
};

export class StillTaker {
  readonly #parts: StillParts;
  #busy = false;

  constructor(parts: StillParts) {
    this.#parts = parts;
  }

  /** Null while another one is made. */
  take(lease: Lease, media: Uint8Array): Promise<StillOutcome> | null {
    if (this.#busy) return null;
    this.#busy = true;
    return this.#take(lease, media)
      .catch((error: unknown): StillOutcome => {
        const message = error instanceof Error ? error.message : String(error);
        this.#parts.log("debug", "still-failed", { login: lease.login, message });
        return "failed";
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  async #take(lease: Lease, media: Uint8Array): Promise<StillOutcome> {
    const jpeg = await this.#parts.make(media);
    const answer = await fetch(new URL(stillUploadPath(lease), this.#parts.base), {
      method: "PUT",
      headers: { authorization: `Bearer ${lease.uploadToken}`, "content-type": "image/jpeg" },
      body: new Uint8Array(jpeg),
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    const { status } = answer;
    this.#parts.log("debug", "still", { login: lease.login, bytes: jpeg.byteLength, status });
    if (answer.ok) return "shown";
    return status === 409 || status === 429 ? "early" : "failed";
  }
}

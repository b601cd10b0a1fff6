/** The FLV tags since the last key frame, so that a replacement encoder can be fed from there. Pure and bounded: a GOP too large is forgotten. */

/** 8 s at 20 Mbit/s: beyond it a replacement waits for the next key frame. */
export const MAX_GOP_BYTES = 20 * 1024 * 1024;

export class GopRing {
  #tags: Uint8Array[] = [];
  #bytes = 0;
  #usable = false;

  /** `tag` is a whole FLV tag, as it was fed to the encoder. */
  push(tag: Uint8Array, key: boolean): void {
    if (key) {
      this.#tags = [];
      this.#bytes = 0;
      this.#usable = true;
    }
    if (!this.#usable) return;
    this.#tags.push(tag);
    this.#bytes += tag.byteLength;
    if (this.#bytes > MAX_GOP_BYTES) {
      this.#tags = [];
      this.#usable = false;
    }
  }

  /** The tags from the last key frame on; null when they are not all here. */
  get tags(): readonly Uint8Array[] | null {
    return this.#usable ? this.#tags : null;
  }
}

/** What the publisher has said of its stream: codec configurations and metadata, and whether a change of them needs a new period. Pure. */
import { parseAudioConfig } from "#media/aac/config.ts";
import { parseAvcConfig } from "#media/avc/config.ts";
import type { Metadata } from "#media/flv/metadata.ts";
import type { Source } from "#media/ladder/rungs.ts";
import { bitsPerSecond } from "#protocol/units.ts";

/** Assumed until the stream shows its rate. */
const DEFAULT_FRAME_RATE = 30;
/** What the packager fills in while a publisher sends no audio. */
const SILENCE = { codecs: "mp4a.40.2", sampleRate: 48_000, channels: 2 };

export class SourceConfig {
  #metadata: Metadata | null = null;
  #avcc: Uint8Array | null = null;
  #asc: Uint8Array | null = null;
  #foreignAudio = false;

  get avcc(): Uint8Array | null {
    return this.#avcc;
  }

  get asc(): Uint8Array | null {
    return this.#asc;
  }

  metadata(metadata: Metadata): void {
    this.#metadata = metadata;
  }

  /** Answers whether it differs from the one before. */
  video(avcc: Uint8Array): boolean {
    const changed = this.#avcc === null || !sameBytes(this.#avcc, avcc);
    this.#avcc = avcc;
    return changed;
  }

  /** Answers whether it differs from what a period that runs already was begun with. */
  audio(asc: Uint8Array): boolean {
    const next = parseAudioConfig(asc);
    const now = this.#asc === null ? SILENCE : parseAudioConfig(this.#asc);
    const changed =
      this.#foreignAudio ||
      next.codecs !== now.codecs ||
      next.sampleRate !== now.sampleRate ||
      next.channels !== now.channels;
    this.#asc = asc;
    this.#foreignAudio = false;
    return changed;
  }

  /** Audio came that the node cannot pass through. Answers whether that is news. */
  foreign(): boolean {
    const news = !this.#foreignAudio;
    this.#foreignAudio = true;
    this.#asc = null;
    return news;
  }

  /** The source as the ladder is chosen for it; `avcc` must have come. */
  describe(avcc: Uint8Array, passthrough: boolean): { readonly source: Source; readonly frameRateKnown: boolean } {
    const video = parseAvcConfig(avcc);
    const known = this.#metadata?.frameRate ?? video.frameRate;
    const hasAudio = this.#asc !== null || this.#foreignAudio || this.#metadata?.hasAudio === true;
    const bitrate = this.#metadata?.videoBitrate ?? null;
    const audioBitrate = this.#metadata?.audioBitrate ?? null;
    const source: Source = {
      width: video.width,
      height: video.height,
      frameRate: known ?? DEFAULT_FRAME_RATE,
      bitrate: bitrate === null ? null : bitsPerSecond(bitrate),
      passthrough,
      audio: hasAudio
        ? { bitrate: audioBitrate === null ? null : bitsPerSecond(audioBitrate), passthrough: !this.#foreignAudio }
        : null,
    };
    return { source, frameRateKnown: known !== null };
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}

/**
 * Reads what a publisher sends, FLV tags, as configurations and frames on a continuous millisecond clock. Pure; decides nothing about
 * periods or renditions.
 */
import { parseAudio } from "#media/flv/audio.ts";
import { type Metadata, parseMetadata } from "#media/flv/metadata.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import { TimestampUnwrapper } from "#media/flv/timestamp.ts";
import { parseVideo } from "#media/flv/video.ts";

export type SourceVideo = {
  readonly kind: "video";
  /** Unwrapped publisher clock, milliseconds. */
  readonly dtsMs: number;
  readonly compositionMs: number;
  readonly key: boolean;
  /** Length-prefixed NAL units. */
  readonly data: Uint8Array;
};
export type SourceAudio = { readonly kind: "audio"; readonly ptsMs: number; readonly data: Uint8Array };

export type SourceEvent =
  | SourceVideo
  | SourceAudio
  | { readonly kind: "videoConfig"; readonly avcc: Uint8Array }
  | { readonly kind: "audioConfig"; readonly asc: Uint8Array }
  /** Audio in a codec that the node cannot pass through; its tags go to the encoder as they are. */
  | { readonly kind: "foreignAudio"; readonly codec: string; readonly ptsMs: number; readonly body: Uint8Array }
  | { readonly kind: "foreignVideo"; readonly codec: string }
  | { readonly kind: "metadata"; readonly metadata: Metadata };

export class SourceReader {
  readonly #clock = new TimestampUnwrapper();

  /** Throws a Fault on a tag that is malformed. */
  push(tag: FlvTag): SourceEvent | null {
    const at = tag.kind === "script" ? 0 : this.#clock.unwrap(tag.timestampMs);
    switch (tag.kind) {
      case "script": {
        const metadata = parseMetadata(tag.body);
        return metadata === null ? null : { kind: "metadata", metadata };
      }
      case "video":
        return readVideo(tag.body, at);
      case "audio":
        return readAudio(tag.body, at);
    }
  }
}

function readVideo(body: Uint8Array, dtsMs: number): SourceEvent | null {
  const video = parseVideo(body);
  if (video.kind === "config") return { kind: "videoConfig", avcc: video.avcc };
  if (video.kind === "unsupported") return { kind: "foreignVideo", codec: video.codec };
  if (video.kind !== "frame" || video.data.byteLength === 0) return null;
  return { kind: "video", dtsMs, compositionMs: video.compositionMs, key: video.key, data: video.data };
}

function readAudio(body: Uint8Array, ptsMs: number): SourceEvent | null {
  const audio = parseAudio(body);
  if (audio.kind === "config") return { kind: "audioConfig", asc: audio.asc };
  if (audio.kind === "unsupported") return { kind: "foreignAudio", codec: audio.codec, ptsMs, body };
  if (audio.kind !== "frame" || audio.data.byteLength === 0) return null;
  return { kind: "audio", ptsMs, data: audio.data };
}

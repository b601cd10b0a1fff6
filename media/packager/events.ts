/** What goes into a packager and what comes out of it. Pure shapes; times are in the units that their names say. */
import type { Seconds } from "#protocol/units.ts";

export type TrackOptions =
  | {
      readonly rendition: string;
      readonly kind: "video";
      /** Nominal frames per second; null is unknown and treated as variable until the stamps themselves show a constant rate. */
      readonly frameRate: number | null;
    }
  | {
      readonly rendition: string;
      readonly kind: "audio";
      /** The publisher announced audio: it is waited for a little before silence takes its place. */
      readonly expected: boolean;
    };

export type PackagerOptions = {
  readonly tracks: readonly TrackOptions[];
  /** The video rendition whose key frames decide where segments begin. */
  readonly lead: string;
  /** Media time of the period clock's 0. */
  readonly offset: Seconds;
  /** Media sequence number of the period's first segment. */
  readonly firstMsn: number;
  /** Version of the next initialisation section that is made. */
  readonly nextInit: number;
};

/** Times are on the period's clock in milliseconds and may have a fraction. */
export type PackagerInput =
  | { readonly kind: "videoConfig"; readonly rendition: string; readonly avcc: Uint8Array }
  | {
      readonly kind: "videoFrame";
      readonly rendition: string;
      readonly dtsMs: number;
      /** Presentation minus decode time; signed. */
      readonly compositionMs: number;
      readonly key: boolean;
      /** Length-prefixed NAL units, as in FLV and in ISO/IEC 14496-15. */
      readonly data: Uint8Array;
    }
  | { readonly kind: "audioConfig"; readonly rendition: string; readonly asc: Uint8Array }
  | { readonly kind: "audioFrame"; readonly rendition: string; readonly ptsMs: number; readonly data: Uint8Array }
  /** A rendition is withdrawn: its open part is emitted with `last: true`, and nothing of it is taken after. */
  | { readonly kind: "drop"; readonly rendition: string }
  /** The period ends: everything open closes short. */
  | { readonly kind: "flush" };

export type InitTrack =
  | { readonly kind: "video"; readonly codecs: string; readonly width: number; readonly height: number }
  | { readonly kind: "audio"; readonly codecs: string; readonly sampleRate: number; readonly channels: number };

export type PackagerEvent =
  | {
      readonly kind: "init";
      readonly rendition: string;
      readonly version: number;
      readonly data: Uint8Array;
      readonly track: InitTrack;
    }
  | {
      readonly kind: "part";
      readonly rendition: string;
      readonly msn: number;
      readonly part: number;
      /** Version of the initialisation section that the part needs. */
      readonly init: number;
      /** On the media clock, as its fragment says (tfdt). */
      readonly start: Seconds;
      readonly duration: Seconds;
      /** The part starts with a key frame; always so for audio. */
      readonly independent: boolean;
      /** No further part of this rendition comes in this segment. False when that was not known yet: a later segment's part closes it too. */
      readonly last: boolean;
      readonly data: Uint8Array;
    }
  /** The segment is whole, which was not known yet when its last part was made. */
  | { readonly kind: "close"; readonly rendition: string; readonly msn: number };

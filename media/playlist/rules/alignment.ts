/** Rules on the media playlists of all renditions of one presentation, fetched at about the same time. */
import { lastPartOf, type MediaPlaylist, type PlaylistSegment } from "../playlist.ts";
import { error, type PlaylistFault, warning } from "./fault.ts";

export type AlignedRendition = {
  /** The name of the playlist's folder: rendition reports are matched by it. */
  readonly name: string;
  readonly kind: "video" | "audio";
  readonly playlist: MediaPlaylist;
};

type Rule = (renditions: readonly AlignedRendition[]) => readonly PlaylistFault[];

/** Video renditions are encoded frame by frame alike: their cuts agree to the rounding of dates and durations. */
const VIDEO_TOLERANCE_MS = 2;
/** Audio is cut at the first whole AAC frame after the picture's cut, and a part early or late at most. */
const AUDIO_TOLERANCE_MS = 400;
/** Segments between the newest of two renditions fetched one after the other. */
const EDGE_DISTANCE = 2;

export const headersAgree: Rule = ([first, ...others]) =>
  others.flatMap(({ name, playlist }) => {
    const faults: PlaylistFault[] = [];
    const other = first?.playlist ?? playlist;
    if (playlist.targetDuration !== other.targetDuration) {
      faults.push(error("6.2.4", `${name}: EXT-X-TARGETDURATION differs from ${first?.name}'s`));
    }
    if (JSON.stringify(playlist.serverControl) !== JSON.stringify(other.serverControl)) {
      faults.push(error("6.2.4", `${name}: EXT-X-SERVER-CONTROL differs from ${first?.name}'s`));
    }
    if (playlist.partTarget !== other.partTarget) {
      faults.push(warning("4.4.3.8", `${name}: PART-TARGET differs from ${first?.name}'s`));
    }
    if (playlist.playlistType !== other.playlistType) {
      faults.push(error("6.2.4", `${name}: EXT-X-PLAYLIST-TYPE differs from ${first?.name}'s`));
    }
    return faults;
  });

/** Pairs of the same segment in the first rendition that fits and in each other. */
function pairs(renditions: readonly AlignedRendition[]): readonly {
  readonly name: string;
  readonly audio: boolean;
  readonly one: PlaylistSegment;
  readonly reference: PlaylistSegment;
  /** The last of its period, or the newest: an interruption closes renditions where they stand, some a part earlier. */
  readonly closing: boolean;
}[] {
  const lead = renditions.find((one) => one.kind === "video") ?? renditions[0];
  const known = new Map(lead?.playlist.segments.map((segment) => [segment.msn, segment]));
  return renditions
    .filter((one) => one !== lead)
    .flatMap(({ name, kind, playlist }) =>
      playlist.segments.flatMap((one, at) => {
        const reference = known.get(one.msn);
        const following = playlist.segments[at + 1] ?? playlist.open;
        const closing = following === null || following.discontinuity;
        return reference === undefined ? [] : [{ name, audio: kind === "audio", one, reference, closing }];
      }),
    );
}

export const datesAgree: Rule = (renditions) =>
  pairs(renditions).flatMap(({ name, audio, one, reference }) => {
    if ((one.programDateTime === null) !== (reference.programDateTime === null)) {
      return [error("6.2.4", `${name}: segment ${one.msn} has a date in one rendition and none in another`, one.line)];
    }
    if (one.programDateTime === null || reference.programDateTime === null || one.gap || reference.gap) return [];
    const off = one.programDateTime - reference.programDateTime;
    return Math.abs(off) > (audio ? AUDIO_TOLERANCE_MS : VIDEO_TOLERANCE_MS)
      ? [
          error(
            "6.2.4",
            `${name}: segment ${one.msn} starts ${off.toFixed(0)} ms off the leading rendition's`,
            one.line,
          ),
        ]
      : [];
  });

export const durationsAgree: Rule = (renditions) =>
  pairs(renditions).flatMap(({ name, audio, one, reference, closing }) =>
    !audio &&
    !closing &&
    !one.gap &&
    !reference.gap &&
    Math.abs(one.duration - reference.duration) * 1000 > VIDEO_TOLERANCE_MS
      ? [
          error(
            "6.2.4",
            `${name}: segment ${one.msn} lasts ${one.duration} s, the leading rendition's ${reference.duration} s`,
            one.line,
          ),
        ]
      : [],
  );

export const periodsAgree: Rule = (renditions) =>
  pairs(renditions).flatMap(({ name, one, reference }) =>
    one.period === reference.period
      ? []
      : [
          error(
            "6.2.4",
            `${name}: segment ${one.msn} has discontinuity number ${one.period}, elsewhere ${reference.period}`,
            one.line,
          ),
        ],
  );

export const partsAgree: Rule = (renditions) =>
  pairs(renditions).flatMap(({ name, audio, one, reference, closing }) => {
    if (audio || closing || one.parts.length === 0 || reference.parts.length === 0) return [];
    const same =
      one.parts.length === reference.parts.length &&
      one.parts.every(
        (part, at) => Math.abs(part.duration - (reference.parts[at]?.duration ?? 0)) * 1000 <= VIDEO_TOLERANCE_MS,
      );
    return same
      ? []
      : [error("6.2.4", `${name}: segment ${one.msn} has other parts than the leading rendition's`, one.line)];
  });

const edgeOf = (playlist: MediaPlaylist): number => lastPartOf(playlist)?.msn ?? playlist.segments.at(-1)?.msn ?? 0;

export const edgesAreNear: Rule = (renditions) => {
  const newest = Math.max(...renditions.map((one) => edgeOf(one.playlist)));
  return renditions.flatMap(({ name, playlist }) =>
    newest - edgeOf(playlist) > EDGE_DISTANCE
      ? [error("6.2.4", `${name} stands at segment ${edgeOf(playlist)}, and another rendition at ${newest}`)]
      : [],
  );
};

/** The folder of a relative or absolute URI: `../720p/media.m3u8` is `720p`. */
export const folderOf = (uri: string): string => uri.split(/[?#]/)[0]?.split("/").at(-2) ?? "";

export const everyOtherIsReported: Rule = (renditions) =>
  renditions.flatMap(({ name, playlist }) => {
    if (playlist.ended || playlist.partTarget === null) return [];
    const reported = new Set(playlist.renditionReports.map((report) => folderOf(report.uri)));
    return renditions.flatMap((other) =>
      other.name === name || reported.has(other.name)
        ? []
        : [warning("4.4.5.4", `${name} has no EXT-X-RENDITION-REPORT on ${other.name}`)],
    );
  });

export const ALIGNMENT_RULES: readonly Rule[] = [
  headersAgree,
  datesAgree,
  durationsAgree,
  periodsAgree,
  partsAgree,
  edgesAreNear,
  everyOtherIsReported,
];

export const checkAlignment = (renditions: readonly AlignedRendition[]): readonly PlaylistFault[] =>
  ALIGNMENT_RULES.flatMap((rule) => rule(renditions));

/** Rules on EXT-X-PART: lengths against PART-TARGET, independence, age. */
import { type MediaPlaylist, type PlaylistPart, playlistDuration, type SegmentTags } from "../playlist.ts";
import { DURATION_TOLERANCE, error, type PlaylistFault, warning } from "./fault.ts";

/** The share of PART-TARGET that all parts but the last of a segment have at least. */
const LEAST_SHARE = 0.85;

type Placed = {
  readonly segment: SegmentTags;
  readonly part: PlaylistPart;
  readonly index: number;
  readonly open: boolean;
};

function placed(playlist: MediaPlaylist): readonly Placed[] {
  const of = (segment: SegmentTags, open: boolean) =>
    segment.parts.map((part, index) => ({ segment, part, index, open }));
  const whole = playlist.segments.flatMap((segment) => of(segment, false));
  return playlist.open === null ? whole : [...whole, ...of(playlist.open, true)];
}

const nameOf = ({ segment, index }: Placed): string => `part ${segment.msn}.${index}`;

export function partsStayWithinTarget(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const target = playlist.partTarget;
  if (target === null) return [];
  return placed(playlist).flatMap((one) =>
    one.part.duration > target + DURATION_TOLERANCE / 10
      ? [
          error(
            "4.4.3.7",
            `${nameOf(one)} lasts ${one.part.duration} s, above PART-TARGET (${target} s)`,
            one.part.line,
          ),
        ]
      : [],
  );
}

export function partsAreLongEnough(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const target = playlist.partTarget;
  if (target === null) return [];
  return placed(playlist).flatMap((one) => {
    // The newest listed part may turn out to be its segment's last.
    const last = one.index === one.segment.parts.length - 1;
    return !last && !one.part.gap && one.part.duration < LEAST_SHARE * target - DURATION_TOLERANCE / 10
      ? [
          error(
            "4.4.3.7",
            `${nameOf(one)} lasts ${one.part.duration} s, below 85 % of PART-TARGET (${target} s)`,
            one.part.line,
          ),
        ]
      : [];
  });
}

/** EXT-X-INDEPENDENT-SEGMENTS promises it of every segment, and so of its first part. */
export function firstPartsAreIndependent(playlist: MediaPlaylist): readonly PlaylistFault[] {
  if (!playlist.independentSegments) return [];
  return placed(playlist).flatMap((one) =>
    one.index === 0 && !one.part.independent && !one.part.gap
      ? [error("4.4.2.1", `${nameOf(one)} opens its segment and is not INDEPENDENT=YES`, one.part.line)]
      : [],
  );
}

/** Without one no player can start or switch at the live edge. */
export function somePartIsIndependent(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const parts = placed(playlist).filter((one) => !one.part.gap);
  return parts.length > 0 && parts.every((one) => !one.part.independent)
    ? [error("4.4.4.9", "no listed part is INDEPENDENT=YES", parts[0]?.part.line)]
    : [];
}

export function partsHaveOwnUris(playlist: MediaPlaylist): readonly PlaylistFault[] {
  const seen = new Set<string>();
  return placed(playlist).flatMap((one) => {
    const range = one.part.byteRange;
    const key =
      range === null ? one.part.uri : `${one.part.uri} ${range.length}@${range.offset ?? "next"} ${one.index}`;
    const repeated = seen.has(key);
    seen.add(key);
    return repeated ? [error("4.4.4.9", `${nameOf(one)} has the URI of another part`, one.part.line)] : [];
  });
}

/** Target durations from the playlist's end beyond which parts should go: three, and one for removing whole segments at a time. */
const PART_AGE_TARGETS = 4;

export function oldPartsAreGone(playlist: MediaPlaylist): readonly PlaylistFault[] {
  if (playlist.ended) return [];
  let distance = playlistDuration(playlist);
  return playlist.segments.flatMap((segment) => {
    distance -= segment.duration;
    return segment.parts.length > 0 && distance > PART_AGE_TARGETS * playlist.targetDuration
      ? [
          warning(
            "6.2.2",
            `segment ${segment.msn} ends ${distance.toFixed(2)} s before the playlist's end and still lists parts`,
            segment.line,
          ),
        ]
      : [];
  });
}

/** Rules on two versions of the same media playlist, the earlier first: what a server may change, and what never changes. */
import {
  lastPartOf,
  type MediaPlaylist,
  type PlaylistPart,
  type PlaylistSegment,
  playlistDuration,
} from "../playlist.ts";
import { error, type PlaylistFault } from "./fault.ts";

type Rule = (previous: MediaPlaylist, next: MediaPlaylist) => readonly PlaylistFault[];

/** A player on iOS stops for good when one of them changes. */
export const constantsStay: Rule = (previous, next) => {
  const constants = (playlist: MediaPlaylist): Readonly<Record<string, unknown>> => ({
    "EXT-X-TARGETDURATION": playlist.targetDuration,
    "EXT-X-PART-INF": playlist.partTarget,
    "EXT-X-SERVER-CONTROL": playlist.serverControl,
    "EXT-X-PLAYLIST-TYPE": playlist.playlistType,
    "EXT-X-INDEPENDENT-SEGMENTS": playlist.independentSegments,
  });
  const now = constants(next);
  return Object.entries(constants(previous)).flatMap(([name, was]) =>
    JSON.stringify(was) === JSON.stringify(now[name])
      ? []
      : [error("6.2.1", `${name} was ${JSON.stringify(was)} and is ${JSON.stringify(now[name])}`)],
  );
};

export const sequencesNeverFall: Rule = (previous, next) => {
  const faults: PlaylistFault[] = [];
  if (next.mediaSequence < previous.mediaSequence) {
    faults.push(error("6.2.2", `EXT-X-MEDIA-SEQUENCE fell from ${previous.mediaSequence} to ${next.mediaSequence}`));
  }
  if (next.discontinuitySequence < previous.discontinuitySequence) {
    const [was, is] = [previous.discontinuitySequence, next.discontinuitySequence];
    faults.push(error("6.2.2", `EXT-X-DISCONTINUITY-SEQUENCE fell from ${was} to ${is}`));
  }
  return faults;
};

export const edgeNeverFalls: Rule = (previous, next) => {
  const place = (playlist: MediaPlaylist): number => {
    const part = playlist.open === null ? null : lastPartOf(playlist);
    const whole = playlist.segments.at(-1)?.msn ?? playlist.mediaSequence - 1;
    return part === null ? whole + 1 : part.msn + (part.part + 1) / 1e6;
  };
  return place(next) < place(previous) ? [error("6.2.1", "the newest segment or part is gone again")] : [];
};

const isPrefix = (parts: readonly PlaylistPart[], of: readonly PlaylistPart[]): boolean =>
  parts.every((part, index) => sameJson(contentOfPart(part), contentOfPart(of[index])));

const contentOfPart = (part: PlaylistPart | undefined): unknown => (part === undefined ? null : { ...part, line: 0 });
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Everything of a segment that a later playlist must repeat; its parts may go. */
const contentOf = ({ line: _line, parts: _parts, discontinuity: _flag, ...rest }: PlaylistSegment): unknown => rest;

/** Removed and added segments are accounted for by number: what has the same number is the same segment. */
export const segmentsStay: Rule = (previous, next) => {
  const before = new Map(previous.segments.map((segment) => [segment.msn, segment]));
  return next.segments.flatMap((segment) => {
    const was = before.get(segment.msn);
    if (was === undefined || sameJson(contentOf(was), contentOf(segment))) return [];
    return [
      error("6.2.1", `segment ${segment.msn} changed: ${describe(was)} is now ${describe(segment)}`, segment.line),
    ];
  });
};

const describe = (segment: PlaylistSegment): string =>
  `${segment.uri} (${segment.duration} s, period ${segment.period}, init ${segment.map?.uri ?? "none"}, ${
    segment.programDateTime ?? "no date"
  }${segment.gap ? ", gap" : ""})`;

/** Parts are appended, and removed only all together with those before them. */
export const partsStay: Rule = (previous, next) => {
  const before = new Map(
    [...previous.segments, ...(previous.open === null ? [] : [previous.open])].map((s) => [s.msn, s]),
  );
  return [...next.segments, ...(next.open === null ? [] : [next.open])].flatMap((segment) => {
    const was = before.get(segment.msn);
    if (was === undefined || segment.parts.length === 0 || was.parts.length === 0) return [];
    return isPrefix(was.parts, segment.parts)
      ? []
      : [error("6.2.1", `the parts of segment ${segment.msn} changed or went`, segment.line)];
  });
};

/** What was listed and still is in the window must not vanish. */
export const nothingVanishes: Rule = (previous, next) => {
  const numbers = new Set([...next.segments, ...(next.open === null ? [] : [next.open])].map((segment) => segment.msn));
  return [...previous.segments, ...(previous.open === null ? [] : [previous.open])].flatMap((segment) =>
    segment.msn >= next.mediaSequence && !numbers.has(segment.msn)
      ? [error("6.2.1", `segment ${segment.msn} vanished from the playlist`)]
      : [],
  );
};

export const removalLeavesThreeTargets: Rule = (previous, next) => {
  const removed = next.mediaSequence > previous.mediaSequence;
  const least = 3 * next.targetDuration;
  return removed && !next.ended && playlistDuration(next) < least
    ? [error("6.2.2", `segments were removed and ${playlistDuration(next).toFixed(2)} s are left, below ${least} s`)]
    : [];
};

export const theEndIsFinal: Rule = (previous, next) => {
  if (!previous.ended) return [];
  if (!next.ended) return [error("4.4.3.4", "EXT-X-ENDLIST is gone again")];
  const [was, is] = [previous.segments.at(-1)?.msn, next.segments.at(-1)?.msn];
  return was === is ? [] : [error("4.4.3.4", `segments came after EXT-X-ENDLIST: the last was ${was} and is ${is}`)];
};

export const SUCCESSION_RULES: readonly Rule[] = [
  constantsStay,
  sequencesNeverFall,
  edgeNeverFalls,
  segmentsStay,
  partsStay,
  nothingVanishes,
  removalLeavesThreeTargets,
  theEndIsFinal,
];

/** Both playlists are full: delta updates are merged first. */
export const checkSuccession = (previous: MediaPlaylist, next: MediaPlaylist): readonly PlaylistFault[] =>
  SUCCESSION_RULES.flatMap((rule) => rule(previous, next));

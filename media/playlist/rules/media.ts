/** All rules that one media playlist can be held to by itself, full or delta. */
import type { MediaPlaylist } from "../playlist.ts";
import {
  hintNamesTheNextPart,
  lowLatencyCanBlock,
  reportsArePlausible,
  reportsAreUnique,
  reportsAreWhole,
} from "./edge.ts";
import type { PlaylistFault } from "./fault.ts";
import {
  holdBackIsThreeTargets,
  partHoldBackIsEnough,
  partsComeWithPartInf,
  skipBoundaryIsSixTargets,
  targetDurationCoversSegments,
  typeFitsTheEnd,
  versionIsEnough,
} from "./header.ts";
import {
  firstPartsAreIndependent,
  oldPartsAreGone,
  partsAreLongEnough,
  partsHaveOwnUris,
  partsStayWithinTarget,
  somePartIsIndependent,
} from "./parts.ts";
import {
  datesAreUnambiguous,
  datesFollowDurations,
  discontinuitiesHaveDates,
  durationsArePositive,
  fragmentsHaveMap,
  partsAddUp,
} from "./segments.ts";

export const MEDIA_RULES: readonly ((playlist: MediaPlaylist) => readonly PlaylistFault[])[] = [
  versionIsEnough,
  targetDurationCoversSegments,
  holdBackIsThreeTargets,
  partHoldBackIsEnough,
  skipBoundaryIsSixTargets,
  partsComeWithPartInf,
  typeFitsTheEnd,
  fragmentsHaveMap,
  datesFollowDurations,
  datesAreUnambiguous,
  discontinuitiesHaveDates,
  durationsArePositive,
  partsAddUp,
  partsStayWithinTarget,
  partsAreLongEnough,
  firstPartsAreIndependent,
  somePartIsIndependent,
  partsHaveOwnUris,
  oldPartsAreGone,
  lowLatencyCanBlock,
  hintNamesTheNextPart,
  reportsAreWhole,
  reportsArePlausible,
  reportsAreUnique,
];

export const checkMedia = (playlist: MediaPlaylist): readonly PlaylistFault[] =>
  MEDIA_RULES.flatMap((rule) => rule(playlist));

/** Rules on the multivariant playlist, by itself and against the bit rates that were measured. */
import type { MultivariantPlaylist, Variant } from "../playlist.ts";
import { error, type PlaylistFault, warning } from "./fault.ts";

/** The highest segment bit rate seen, bits per second, by the media playlist's URI as the multivariant playlist writes it. */
export type MeasuredPeaks = ReadonlyMap<string, number>;

type Rule = (playlist: MultivariantPlaylist, peaks: MeasuredPeaks) => readonly PlaylistFault[];

const isVideo = (variant: Variant): boolean =>
  variant.resolution !== null || variant.codecs.some((codec) => /^(avc|hvc|hev|av01|vp0|dvh)/.test(codec));

export const somethingToPlay: Rule = (playlist) =>
  playlist.variants.length === 0 ? [error("4.4.6.2", "no EXT-X-STREAM-INF")] : [];

export const bandwidthCoversThePeak: Rule = (playlist, peaks) =>
  playlist.variants.flatMap((variant) => {
    const own = peaks.get(variant.uri);
    if (own === undefined) return [];
    const group = playlist.media.filter((one) => one.groupId === variant.audio && one.uri !== variant.uri);
    const audio = group.reduce((most, one) => Math.max(most, peaks.get(one.uri ?? "") ?? 0), 0);
    const peak = own + (isVideo(variant) ? audio : 0);
    return variant.bandwidth < peak
      ? [
          error(
            "4.4.6.2",
            `${variant.uri}: BANDWIDTH is ${variant.bandwidth}, a segment has ${Math.ceil(peak)} bit/s`,
            variant.line,
          ),
        ]
      : [];
  });

export const averageIsBelowPeak: Rule = (playlist) =>
  playlist.variants.flatMap((variant) =>
    variant.averageBandwidth !== null && variant.averageBandwidth > variant.bandwidth
      ? [error("4.4.6.2", `${variant.uri}: AVERAGE-BANDWIDTH is above BANDWIDTH`, variant.line)]
      : [],
  );

export const variantsAreDescribed: Rule = (playlist) =>
  playlist.variants.flatMap((variant) => {
    const missing: PlaylistFault[] = [];
    if (variant.bandwidth === 0) missing.push(error("4.4.6.2", `${variant.uri}: BANDWIDTH is 0`, variant.line));
    if (variant.codecs.length === 0) missing.push(warning("4.4.6.2", `${variant.uri}: no CODECS`, variant.line));
    if (isVideo(variant) && variant.resolution === null) {
      missing.push(warning("4.4.6.2", `${variant.uri}: no RESOLUTION`, variant.line));
    }
    if (isVideo(variant) && variant.frameRate === null) {
      missing.push(warning("4.4.6.2", `${variant.uri}: no FRAME-RATE`, variant.line));
    }
    return missing;
  });

/** CODECS names every format of every rendition that the variant may play. */
export const codecsIncludeAudio: Rule = (playlist) =>
  playlist.variants.flatMap((variant) =>
    variant.audio !== null && isVideo(variant) && variant.codecs.length === 1
      ? [error("6.2.4", `${variant.uri}: CODECS leaves out its audio group`, variant.line)]
      : [],
  );

export const groupsExist: Rule = (playlist) => {
  const groups = new Set(playlist.media.filter((one) => one.type === "AUDIO").map((one) => one.groupId));
  return playlist.variants.flatMap((variant) =>
    variant.audio !== null && !groups.has(variant.audio)
      ? [error("4.4.6.2", `${variant.uri}: no EXT-X-MEDIA of group ${variant.audio}`, variant.line)]
      : [],
  );
};

export const groupsAreSound: Rule = (playlist) => {
  const names = new Set<string>();
  const defaults = new Set<string>();
  return playlist.media.flatMap((one) => {
    const faults: PlaylistFault[] = [];
    const group = `${one.type} ${one.groupId}`;
    if (names.has(`${group} ${one.name}`))
      faults.push(error("4.4.6.1.1", `group ${group}: two named ${one.name}`, one.line));
    if (one.isDefault && defaults.has(group))
      faults.push(error("4.4.6.1.1", `group ${group}: two with DEFAULT=YES`, one.line));
    if (one.isDefault && !one.autoselect) {
      faults.push(error("4.4.6.1", `${one.name}: DEFAULT=YES without AUTOSELECT=YES`, one.line));
    }
    if (one.type === "AUDIO" && one.channels === null)
      faults.push(warning("4.4.6.1", `${one.name}: no CHANNELS`, one.line));
    names.add(`${group} ${one.name}`);
    if (one.isDefault) defaults.add(group);
    return faults;
  });
};

export const segmentsAreIndependent: Rule = (playlist) =>
  playlist.variants.length > 1 && !playlist.independentSegments
    ? [warning("4.4.2.1", "several variants, and no EXT-X-INDEPENDENT-SEGMENTS to switch by")]
    : [];

export const MULTIVARIANT_RULES: readonly Rule[] = [
  somethingToPlay,
  bandwidthCoversThePeak,
  averageIsBelowPeak,
  variantsAreDescribed,
  codecsIncludeAudio,
  groupsExist,
  groupsAreSound,
  segmentsAreIndependent,
];

export const checkMultivariant = (
  playlist: MultivariantPlaylist,
  peaks: MeasuredPeaks = new Map(),
): readonly PlaylistFault[] => MULTIVARIANT_RULES.flatMap((rule) => rule(playlist, peaks));

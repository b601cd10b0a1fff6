/** Holds fetched fragments to what the playlist says of them: boxes, decode times, durations, sync samples, dates. */
import { type Box, readBoxes } from "#media/fmp4/boxes.ts";
import type { SegmentTags } from "#media/playlist/playlist.ts";
import { Fault } from "#protocol/errors.ts";
import type { Findings } from "./report.ts";
import type { FetchedRendition } from "./resources.ts";

const SAMPLES = "RFC 8216bis 4.4.4.9";
const CMAF = "ISO/IEC 23000-19 7.3.2.3";

/** Playlist durations have five decimals, media clocks at least a thousandth of a second; dates milliseconds. Seconds. */
const DURATION_TOLERANCE = 0.002;
/** Between the dates that two renditions give to the same media time, milliseconds. */
const MAPPING_TOLERANCE_MS = 5;
/** trun sample flag sample_is_non_sync_sample (ISO/IEC 14496-12 8.8.3.1). */
const NON_SYNC = 0x10000;

type Timing = { readonly start: number; readonly duration: number | null; readonly startsInSync: boolean | null };

/** Milliseconds that the rendition's dates are ahead of its decode times, where both are known: the same in all renditions. */
export type DateOffsets = readonly { readonly period: number; readonly offsetMs: number }[];

export function checkFragments(
  findings: Findings,
  where: string,
  kind: "video" | "audio",
  fetched: FetchedRendition,
): DateOffsets {
  const offsets: { period: number; offsetMs: number }[] = [];
  let previous: { readonly end: number; readonly msn: number; readonly period: number } | null = null;
  const spans: readonly {
    tags: SegmentTags;
    duration: number | null;
    init: Uint8Array | null;
    chunks: readonly Uint8Array[];
  }[] = [
    ...fetched.segments.map(({ segment, bytes, init, parts }) => ({
      tags: segment,
      duration: segment.duration,
      init,
      chunks: parts.length > 0 ? parts : [bytes],
    })),
    ...(fetched.open === null
      ? []
      : [{ tags: fetched.open.tags, duration: null, init: fetched.open.init, chunks: fetched.open.parts }]),
  ];
  for (const { tags, duration, init, chunks } of spans) {
    if (init === null) continue;
    const timescale = timescaleOf(findings, where, init, `the initialisation section of segment ${tags.msn}`);
    if (timescale === null) continue;
    const timings: Timing[] = [];
    for (const [index, bytes] of chunks.entries()) {
      const listed = chunks.length === tags.parts.length ? tags.parts[index] : undefined;
      const what = listed === undefined ? `segment ${tags.msn}` : `part ${tags.msn}.${index}`;
      const timing = timingOf(findings, where, bytes, timescale, what);
      if (timing === null) continue;
      timings.push(timing);
      checkLength(findings, where, what, timing, listed?.duration ?? duration);
      if (kind === "video" && (index === 0 || listed?.independent === true) && timing.startsInSync !== null) {
        findings.expect(
          where,
          SAMPLES,
          timing.startsInSync,
          `${what} is independent and does not start with a sync sample`,
        );
      }
    }
    const [first] = timings;
    if (first === undefined || timings.length !== chunks.length) continue;
    const follows = previous !== null && previous.msn + 1 === tags.msn && previous.period === tags.period;
    if (previous !== null && follows) checkStart(findings, where, `segment ${tags.msn}`, first.start, previous.end);
    const end = checkRow(findings, where, tags.msn, timings);
    previous = end === null ? null : { end, msn: tags.msn, period: tags.period };
    if (tags.programDateTime !== null) {
      offsets.push({ period: tags.period, offsetMs: tags.programDateTime - first.start * 1000 });
    }
  }
  return offsets;
}

/** All renditions map dates to media times alike (RFC 8216bis 6.2.4). */
export function checkMappings(findings: Findings, all: ReadonlyMap<string, DateOffsets>): void {
  const known = new Map<number, { readonly name: string; readonly offsetMs: number }>();
  for (const [name, offsets] of all) {
    for (const { period, offsetMs } of offsets) {
      const reference = known.get(period) ?? { name, offsetMs };
      known.set(period, reference);
      const off = offsetMs - reference.offsetMs;
      findings.expect(
        name,
        "RFC 8216bis 6.2.4",
        Math.abs(off) <= MAPPING_TOLERANCE_MS,
        `dates and decode times differ by ${off.toFixed(0)} ms from ${reference.name}'s`,
      );
    }
  }
}

function checkLength(findings: Findings, where: string, what: string, timing: Timing, listed: number | null): void {
  if (timing.duration === null || listed === null) return;
  findings.expect(
    where,
    SAMPLES,
    Math.abs(timing.duration - listed) <= DURATION_TOLERANCE,
    `${what} holds ${timing.duration.toFixed(5)} s of samples and is listed with ${listed} s`,
  );
}

/** The parts of a segment follow on each other; their end, or null when it is not known. */
function checkRow(findings: Findings, where: string, msn: number, timings: readonly Timing[]): number | null {
  let end: number | null = null;
  for (const [index, timing] of timings.entries()) {
    if (index > 0 && end !== null) checkStart(findings, where, `part ${msn}.${index}`, timing.start, end);
    end = timing.duration === null ? null : timing.start + timing.duration;
  }
  return end;
}

function checkStart(findings: Findings, where: string, what: string, start: number, end: number): void {
  const off = (start - end) * 1000;
  findings.expect(
    where,
    CMAF,
    Math.abs(off) <= DURATION_TOLERANCE * 1000,
    `${what} starts ${off.toFixed(1)} ms off the end of what is before it`,
  );
}

function boxesOf(findings: Findings, where: string, bytes: Uint8Array, what: string): readonly Box[] | null {
  findings.checks += 1;
  try {
    return readBoxes(bytes);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    findings.add(where, [{ rule: "ISO/IEC 14496-12 4.2", level: "error", message: `${what}: ${cause.message}` }], 0);
    return null;
  }
}

function timescaleOf(findings: Findings, where: string, init: Uint8Array, what: string): number | null {
  const boxes = boxesOf(findings, where, init, what);
  if (boxes === null) return null;
  const types = boxes.map((box) => box.type).join(" ");
  const sound = types.startsWith("ftyp") && types.includes("moov") && !types.includes("moof");
  findings.expect(where, "ISO/IEC 23000-19 7.3.1", sound, `${what} holds ${types || "nothing"}`);
  const fields = find(boxes, "mdhd")[0]?.fields;
  return fields?.kind === "mdhd" && fields.timescale > 0 ? fields.timescale : null;
}

function timingOf(
  findings: Findings,
  where: string,
  bytes: Uint8Array,
  timescale: number,
  what: string,
): Timing | null {
  const boxes = boxesOf(findings, where, bytes, what);
  if (boxes === null) return null;
  const types = boxes.map((box) => box.type).filter((type) => !["styp", "sidx", "prft", "emsg", "free"].includes(type));
  const paired = types.length > 0 && types.every((type, index) => type === (index % 2 === 0 ? "moof" : "mdat"));
  if (!findings.expect(where, CMAF, paired, `${what} is no row of moof and mdat: ${types.join(" ") || "nothing"}`))
    return null;
  const tfdt = find(boxes, "tfdt")[0]?.fields;
  if (!findings.expect(where, "ISO/IEC 14496-12 8.8.12", tfdt?.kind === "tfdt", `${what} has no tfdt`)) return null;
  const samples = find(boxes, "trun").flatMap(({ fields }) => (fields?.kind === "trun" ? fields.samples : []));
  const timed = samples.length > 0 && samples.every((sample) => sample.duration !== null);
  const ticks = samples.reduce((sum, sample) => sum + (sample.duration ?? 0), 0);
  const flags = samples[0]?.flags ?? null;
  return {
    start: tfdt?.kind === "tfdt" ? tfdt.decodeTime / timescale : 0,
    duration: timed ? ticks / timescale : null,
    startsInSync: flags === null ? null : (flags & NON_SYNC) === 0,
  };
}

const find = (boxes: readonly Box[], type: string): readonly Box[] =>
  boxes.flatMap((box) => [...(box.type === type ? [box] : []), ...find(box.children, type)]);

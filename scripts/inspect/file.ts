/** Inspects a file: boxes of fragmented MP4, the rules of a playlist, headers and parts of bundles. Tells them apart by their bytes. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { type Box, readBoxes } from "#media/fmp4/boxes.ts";
import { parsePlaylist } from "#media/playlist/parse.ts";
import { checkMedia, MEDIA_RULES } from "#media/playlist/rules/media.ts";
import { checkMultivariant, MULTIVARIANT_RULES } from "#media/playlist/rules/multivariant.ts";
import { Fault } from "#protocol/errors.ts";
import { type Bundle, decodeBundle, MAX_BUNDLE_BYTES } from "#protocol/ingest/bundle.ts";
import { Findings, type Report } from "./report.ts";

/** Bytes of a file, at most: an hour of segments of one rendition. */
export const MAX_FILE_BYTES = 1024 * 1024 * 1024;
/** Bundles of one `.bundles` object, at most. */
const MAX_BUNDLES = 1000;

export async function readTarget(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) throw new Fault("too_large", `${path} has ${size} bytes, above ${MAX_FILE_BYTES}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

export function inspectBytes(target: string, bytes: Uint8Array): Report {
  const findings = new Findings();
  const where = basename(target);
  try {
    if (bytes.byteLength === 0) throw new Fault("bad_request", "the file is empty");
    if (startsLikePlaylist(bytes)) return inspectPlaylist(findings, target, where, bytes);
    if (startsLikeBox(bytes)) {
      findings.checks += 1;
      findings.details.push(...readBoxes(bytes).flatMap((box) => describeBox(box, 0)));
      return findings.report(target, "boxes");
    }
    for (const bundle of readBundles(bytes)) {
      findings.checks += 1;
      findings.details.push(...describeBundle(bundle));
    }
    return findings.report(target, "bundle");
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    findings.add(where, [{ rule: "docs/protocol.md", level: "error", message: cause.message }]);
    return findings.report(target, "unreadable");
  }
}

function inspectPlaylist(findings: Findings, target: string, where: string, bytes: Uint8Array): Report {
  const playlist = parsePlaylist(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  if (playlist.kind === "media") {
    findings.add(where, checkMedia(playlist), MEDIA_RULES.length);
    findings.details.push(`${playlist.segments.length} segments from ${playlist.mediaSequence}`);
  } else {
    findings.add(where, checkMultivariant(playlist), MULTIVARIANT_RULES.length);
    findings.details.push(`${playlist.variants.length} variants, ${playlist.media.length} other renditions`);
  }
  return findings.report(target, "playlist");
}

const startsLikePlaylist = (bytes: Uint8Array): boolean =>
  new TextDecoder("latin1").decode(bytes.subarray(0, 10)).includes("#EXTM3U");

const TOP_LEVEL = ["ftyp", "styp", "moov", "moof", "mdat", "sidx", "prft", "emsg", "free", "skip"];

const startsLikeBox = (bytes: Uint8Array): boolean =>
  TOP_LEVEL.includes(new TextDecoder("latin1").decode(bytes.subarray(4, 8)));

/** One frame as it is, or several that are each preceded by their length. */
function readBundles(bytes: Uint8Array): readonly Bundle[] {
  // A bundle's own length field is its header's, and a header begins with a brace.
  if (bytes[4] === 0x7b) return [decodeBundle(bytes)];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bundles: Bundle[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    if (bundles.length >= MAX_BUNDLES) throw new Fault("bad_request", `more than ${MAX_BUNDLES} bundles`);
    if (bytes.byteLength - at < 4)
      throw new Fault("bad_request", `${bytes.byteLength - at} bytes at ${at} are no bundle`);
    const size = view.getUint32(at);
    if (size > MAX_BUNDLE_BYTES || at + 4 + size > bytes.byteLength) {
      throw new Fault(
        "bad_request",
        `the bundle at ${at} claims ${size} bytes, ${bytes.byteLength - at - 4} are there`,
      );
    }
    bundles.push(decodeBundle(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  return bundles;
}

function describeBundle({ header, payload }: Bundle): readonly string[] {
  const period = header.discontinuity === undefined ? "" : `, period begins at ${header.discontinuity}`;
  const ladder = header.ladder === undefined ? "" : `, ladder ${header.ladder.map(({ id }) => id).join(" ")}`;
  return [
    `bundle ${header.seq}, epoch ${header.epoch}, payload ${payload.byteLength} bytes${period}${ladder}`,
    ...header.inits.map((init) => `  init ${init.rendition} ${init.version}: ${init.size} bytes at ${init.offset}`),
    ...header.parts.map(
      (part) =>
        `  part ${part.rendition} ${part.msn}.${part.part}: ${part.start.toFixed(5)} s + ${part.duration.toFixed(5)} s, init ${part.init}, ` +
        `${part.size} bytes at ${part.offset}${part.independent ? ", independent" : ""}${part.last ? ", last" : ""}`,
    ),
  ];
}

function describeBox(box: Box, depth: number): readonly string[] {
  const line = `${"  ".repeat(depth)}${box.type} ${box.size} bytes at ${box.offset}${describeFields(box)}`;
  return [line, ...box.children.flatMap((child) => describeBox(child, depth + 1))];
}

function describeFields({ fields }: Box): string {
  switch (fields?.kind) {
    case "mfhd":
      return `: sequence ${fields.sequence}`;
    case "mdhd":
      return `: timescale ${fields.timescale}`;
    case "tfhd":
      return `: track ${fields.trackId}`;
    case "tfdt":
      return `: decode time ${fields.decodeTime}`;
    case "trun": {
      const ticks = fields.samples.reduce((sum, sample) => sum + (sample.duration ?? 0), 0);
      return `: ${fields.sampleCount} samples, ${ticks} ticks`;
    }
    default:
      return "";
  }
}

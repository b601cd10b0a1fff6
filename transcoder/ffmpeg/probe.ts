/** Finds ffmpeg and checks that it can do what Rill asks of it. Answers one sentence for a person when it cannot. */
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The oldest release whose options the ladder uses (`-fps_mode`). */
export const LEAST_VERSION = { major: 5, minor: 1 } as const;

/** A listing takes some 50 ms; a program that hangs is not ffmpeg. */
const PROBE_TIMEOUT_MS = 10_000;
/** The lists of encoders are some 20 KB. */
const MAX_LISTING_BYTES = 1024 * 1024;

export type FfmpegProbe =
  | { readonly outcome: "found"; readonly path: string; readonly version: string; readonly nvenc: boolean }
  | { readonly outcome: "unusable"; readonly sentence: string };

/** What `ffmpeg -version`, `-encoders`, `-muxers` and `-demuxers` printed. */
export type FfmpegListings = Readonly<Record<"version" | "encoders" | "muxers" | "demuxers", string>>;

/** Looks at the given ffmpeg, or when null at the one in PATH. */
export async function probeFfmpeg(path: string | null): Promise<FfmpegProbe> {
  const ffmpeg = path ?? "ffmpeg";
  try {
    const [version, encoders, muxers, demuxers] = await Promise.all([
      list(ffmpeg, ["-version"]),
      list(ffmpeg, ["-hide_banner", "-encoders"]),
      list(ffmpeg, ["-hide_banner", "-muxers"]),
      list(ffmpeg, ["-hide_banner", "-demuxers"]),
    ]);
    return judgeFfmpeg(ffmpeg, { version, encoders, muxers, demuxers });
  } catch (error) {
    return { outcome: "unusable", sentence: missingFfmpeg(ffmpeg, error) };
  }
}

/** The verdict on what an ffmpeg printed. Builds from git have no release number and are taken as new. */
export function judgeFfmpeg(path: string, listings: FfmpegListings): FfmpegProbe {
  const version = /^ffmpeg version (\S+)/m.exec(listings.version)?.[1];
  if (version === undefined) return { outcome: "unusable", sentence: `"${path}" is not ffmpeg.` };
  const release = /^n?(\d+)\.(\d+)/.exec(version);
  if (release !== null && isTooOld(Number(release[1]), Number(release[2]))) {
    const least = `${LEAST_VERSION.major}.${LEAST_VERSION.minor}`;
    return { outcome: "unusable", sentence: `"${path}" is ffmpeg ${version}, and ${least} or newer is needed.` };
  }
  const lacks = [
    ...["libx264", "aac"].filter((name) => !lists(listings.encoders, name)).map((name) => `the ${name} encoder`),
    ...(lists(listings.muxers, "flv") ? [] : ["the flv muxer"]),
    ...(lists(listings.demuxers, "flv") ? [] : ["the flv demuxer"]),
  ];
  if (lacks.length > 0) {
    return { outcome: "unusable", sentence: `"${path}" (ffmpeg ${version}) was built without ${lacks.join(" and ")}.` };
  }
  return { outcome: "found", path, version, nvenc: lists(listings.encoders, "h264_nvenc") };
}

const isTooOld = (major: number, minor: number): boolean =>
  major < LEAST_VERSION.major || (major === LEAST_VERSION.major && minor < LEAST_VERSION.minor);

/** A listing's rows are flags, the name (or names with commas), and a description. */
const lists = (listing: string, name: string): boolean =>
  new RegExp(`^ *[A-Z.]+ +(\\S+,)?${name}[, ]`, "m").test(listing);

/** Whether a program of this name or path may be run. */
export async function isExecutable(path: string, searchPath: string = process.env["PATH"] ?? ""): Promise<boolean> {
  const places = path.includes("/") ? [path] : searchPath.split(delimiter).map((folder) => join(folder, path));
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

/** The sentence for an ffmpeg that could not be started. */
export function missingFfmpeg(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return `No ffmpeg at "${path}": install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg), or name one in FFMPEG_PATH.`;
  }
  if (code === "EACCES") return `"${path}" may not be run: FFMPEG_PATH must name an executable ffmpeg.`;
  return `"${path}" did not run: ${error instanceof Error ? error.message.split("\n", 1)[0] : "unknown failure"}.`;
}

function list(ffmpeg: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: PROBE_TIMEOUT_MS, maxBuffer: MAX_LISTING_BYTES, windowsHide: true };
    execFile(ffmpeg, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}

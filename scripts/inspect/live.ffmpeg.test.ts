import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectLive } from "./live.ts";
import { hasErrors, type Report } from "./report.ts";
import { type ScriptedTrack, scriptedMedia } from "./scripted-media.ts";
import { type Sabotage, ScriptedOrigin } from "./scripted-origin.ts";

/** Nine segments are there when the inspection begins, so that there is something to skip; the rest comes meanwhile. */
const MADE = 9 * 6 + 2;
const SECONDS = 2.5;

let media: Readonly<Record<string, ScriptedTrack>>;
const origins: ScriptedOrigin[] = [];

beforeAll(async () => {
  media = await scriptedMedia(24);
});
afterAll(async () => {
  await Promise.all(origins.map((origin) => origin.stop()));
});

async function inspect(sabotage: Sabotage = {}): Promise<Report> {
  const origin = new ScriptedOrigin(media, MADE, sabotage);
  origins.push(origin);
  return await inspectLive(await origin.start(), { seconds: SECONDS });
}

const errors = (report: Report): readonly string[] =>
  report.faults
    .filter(({ level }) => level === "error")
    .map(({ where, rule, message }) => `${where} [${rule}] ${message}`);

describe("a sound origin", () => {
  test("has no fault while it is live", async () => {
    const report = await inspect();
    expect(report.faults).toEqual([]);
    expect({ kind: report.kind, renditions: report.renditions.map(({ id, kind }) => [id, kind]) }).toEqual({
      kind: "live",
      renditions: [
        ["source", "video"],
        ["360p", "video"],
        ["audio", "audio"],
      ],
    });
    expect(report.renditions.every(({ seen }) => /, [4-9] reloads$/.test(seen))).toBe(true);
    expect(report.checks).toBeGreaterThan(500);
  });

  test("has no fault once it has ended, and is read once", async () => {
    const origin = new ScriptedOrigin(media, MADE);
    origins.push(origin);
    origin.end();
    const report = await inspectLive(await origin.start(true));
    expect([report.kind, report.faults, report.renditions[0]?.seen]).toEqual(["vod", [], "segments 0 to 9, 0 reloads"]);
  });
});

describe("a broken origin is found out when", () => {
  test.concurrent.each<readonly [string, Sabotage, RegExp]>([
    [
      "it answers held requests early",
      { early: true },
      /^source \[RFC 8216bis 6\.2\.5\.2\] the reload for part 9\.\d was answered before it was there$/,
    ],
    [
      "it takes bad directives",
      { lenient: true },
      /^source \[RFC 8216bis 6\.2\.5\.2\] \?_HLS_part=0 gave status 200 instead of 400$/,
    ],
    [
      "it does not hold the hinted part",
      { hintless: true },
      /^source \[RFC 8216bis 6\.2\.1\] the hinted \d+\.\d\.m4s: status 404$/,
    ],
    [
      "its hold-back is too small",
      { playlist: (text) => text.replace("=1.225", "=0.5") },
      /PART-HOLD-BACK is 0.5 s, below twice PART-TARGET/,
    ],
    [
      "its delta update skips too much",
      {
        playlist: (text, skip) =>
          skip
            ? text
                .replace(/SEGMENTS=(\d+)(?=\n)/, (_, n) => `SEGMENTS=${Number(n) + 4}`)
                .replace(/(?<=SEGMENTS=\d+\n)(?:[\s\S]*?\.m4s\n(?!#EXTINF)){4}/, "")
            : text,
      },
      /within CAN-SKIP-UNTIL=12/,
    ],
    [
      "its delta update differs",
      {
        playlist: (text, skip) =>
          skip ? text.replace('URI="../audio', 'URI="../x').replace(/#EXTINF:2,(?=\n6\.m4s)/, "#EXTINF:2.1,") : text,
      },
      /^source \[RFC 8216bis 6\.2\.1\] segment 6 changed/,
    ],
    ["a constant changes", { playlist: changing() }, /EXT-X-SERVER-CONTROL was .* and is /],
    [
      "a named segment is missing",
      { missing: (name) => name === "3.m4s" },
      /^source \[RFC 8216bis 6\.2\.1\] HEAD 3\.m4s: status 404$/,
    ],
    [
      "its media is not immutable",
      { headers: (_, headers) => ({ ...headers, "cache-control": "max-age=60" }) },
      /^audio \[RFC 8246 2\] init-0\.mp4 is not immutable for caches: max-age=60$/,
    ],
    [
      "its errors are cached",
      { headers: (status, headers) => (status < 400 ? headers : { ...headers, "cache-control": "max-age=60" }) },
      /\[RFC 9111 5\.2\] .*an error with Cache-Control max-age=60/,
    ],
    [
      "pages may not read it",
      { headers: (_, { "access-control-allow-origin": _cors, ...headers }) => headers },
      /^target \[Fetch Standard 3\.3\] .* has no Access-Control-Allow-Origin$/,
    ],
    [
      "its playlists have the wrong type",
      {
        headers: (_, headers) =>
          headers["content-type"]?.includes("mpegurl") ? { ...headers, "content-type": "text/plain" } : headers,
      },
      /has the type text\/plain/,
    ],
    [
      "a segment is not its parts",
      { bytes: (name, bytes) => (/^\d+\.m4s$/.test(name) ? bytes.subarray(0, -1) : bytes) },
      /the parts of segment \d+ \(\d+ bytes\) are not its bytes/,
    ],
    [
      "its parts are listed with another length",
      { playlist: (text) => text.replaceAll("DURATION=0.33333", "DURATION=0.34333") },
      /holds 0\.33333 s of samples and is listed with 0\.34333 s/,
    ],
    [
      "a segment does not decode",
      { bytes: (name, bytes) => (/^\d/.test(name) ? scramble(bytes) : bytes) },
      /\[ffmpeg\] segment \d+ does not decode/,
    ],
    [
      "its boxes are broken",
      { bytes: (name, bytes) => (name.startsWith("init") ? bytes.subarray(0, 40) : bytes) },
      /\[ISO\/IEC 14496-12 4\.2\] the initialisation section/,
    ],
    [
      "a part is not independent",
      { playlist: (text) => text.replaceAll(/(URI="\d+\.1\.m4s")/g, "$1,INDEPENDENT=YES") },
      /^source \[RFC 8216bis 4\.4\.4\.9\] part \d+\.1 is independent and does not start with a sync sample$/,
    ],
    [
      "BANDWIDTH is below what it sends",
      { master: (text) => text.replaceAll(/BANDWIDTH=\d+/g, "BANDWIDTH=1000") },
      /^master \[RFC 8216bis 4\.4\.6\.2\] source\/media\.m3u8: BANDWIDTH is 1000, a segment has/,
    ],
    [
      "it is no playlist at all",
      { master: () => "<html>" },
      /^target \[RFC 8216bis 4\.1\] playlist line 1: the first line is not #EXTM3U/,
    ],
  ])("%s", async (_, sabotage, expected) => {
    const report = await inspect(sabotage);
    expect(hasErrors(report)).toBe(true);
    expect(errors(report)).toContainEqual(expect.stringMatching(expected));
  });

  test("nothing comes any more", async () => {
    const report = await inspectLive("http://127.0.0.1:9/live/x/master.m3u8");
    expect([report.kind, report.faults.map(({ where }) => where)]).toEqual(["unreadable", ["target"]]);
  });
});

/** A hold-back that is another one in every answer. */
function changing(): (text: string) => string {
  let answers = 0;
  return (text) => text.replace("HOLD-BACK=6", `HOLD-BACK=${6 + (answers++ % 2)}`);
}

/** The samples are noise; the boxes stay. */
function scramble(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let at = 800; at < copy.byteLength; at += 3) copy[at] = (copy[at] ?? 0) ^ 0xa5;
  return copy;
}

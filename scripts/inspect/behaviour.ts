/** How a live server treats requests at and past its edge: bad directives, the preload hint, names that do not exist. */
import { parseMedia } from "#media/playlist/parse.ts";
import type { MediaPlaylist } from "#media/playlist/playlist.ts";
import { holdLimit } from "./follow.ts";
import { checkErrorReply, checkMediaReply } from "./headers.ts";
import { type Fetcher, outcomeOf } from "./http.ts";
import { nextPlace, type Rendition, reaches, reloadUrl } from "./rendition.ts";
import type { Findings } from "./report.ts";

/** Segments and parts beyond the edge that no playlist comes to within one request. */
const FAR = 100;
/** Tries of a check that the live edge may overtake, at most. */
const TRIES = 4;

const DIRECTIVES = "RFC 8216bis 6.2.5.2";
const HINTS = "RFC 8216bis 6.2.6";

export async function checkBehaviour(findings: Findings, get: Fetcher, rendition: Rendition): Promise<void> {
  if (rendition.playlist.serverControl?.canBlockReload !== true) return;
  await checkBadDirectives(findings, get, rendition);
  await checkPartTooFar(findings, get, rendition);
  await checkHint(findings, get, rendition);
  await checkUnknownNames(findings, get, rendition);
}

async function checkBadDirectives(findings: Findings, get: Fetcher, { name, url, playlist }: Rendition): Promise<void> {
  const far = nextPlace(playlist).msn + FAR;
  const bad = [
    "_HLS_part=0",
    "_HLS_msn=abc",
    "_HLS_msn=-1",
    "_HLS_msn=1.5",
    `_HLS_msn=${far}&_HLS_part=x`,
    `_HLS_msn=${far}`,
  ];
  for (const query of bad) {
    const address = new URL(url);
    for (const [key, value] of new URLSearchParams(query)) address.searchParams.set(key, value);
    const reply = await get(address.href);
    findings.expect(name, DIRECTIVES, reply.status === 400, `?${query} gave ${outcomeOf(reply)} instead of 400`);
    if (reply.status >= 400) checkErrorReply(findings, name, reply, `?${query}`);
  }
}

/** A part far beyond the open segment's edge. Once the segment closes the request means the next one, so a fresh playlist decides. */
async function checkPartTooFar(findings: Findings, get: Fetcher, { name, url }: Rendition): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const fresh = await fetchMedia(get, url);
    if (fresh === null || fresh.ended) return;
    const next = nextPlace(fresh);
    if (next.part === null) return;
    // With no open segment every index means the next segment's, of which nothing is there yet: too far all the same.
    const reply = await get(reloadUrl(url, { msn: next.msn, part: next.part + FAR }), { timeoutMs: holdLimit(fresh) });
    if (reply.status === 400) {
      findings.expect(name, DIRECTIVES, true, "");
      checkErrorReply(findings, name, reply, "a part too far ahead");
      return;
    }
    const later = reply.status === 200 ? parseOrNull(reply.bytes) : null;
    const overtaken = later !== null && nextPlace(later).msn > next.msn;
    if (!overtaken) {
      findings.expect(
        name,
        DIRECTIVES,
        false,
        `part ${next.msn}.${next.part + FAR}, far ahead, gave ${outcomeOf(reply)} instead of 400`,
      );
      return;
    }
  }
}

/** The hinted part is held until it is there, and then given whole: the same bytes as under its name later. */
async function checkHint(findings: Findings, get: Fetcher, { name, url }: Rendition): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await fetchMedia(get, url);
    const hint = before?.preloadHints.find((one) => one.type === "PART" && one.byteRange === null);
    if (before === null || hint === undefined) return;
    const wanted = nextPlace(before);
    const address = new URL(hint.uri, url).href;
    const [held, after] = await Promise.all([
      get(address, { timeoutMs: holdLimit(before) }),
      get(reloadUrl(url, wanted), { timeoutMs: holdLimit(before) }),
    ]);
    const later = after.status === 200 ? parseOrNull(after.bytes) : null;
    if (later === null || !reaches(later, wanted)) return;
    const came = [...later.segments, ...(later.open === null ? [] : [later.open])]
      .flatMap((segment) => segment.parts)
      .some((part) => part.uri === hint.uri);
    // A segment that closed early leaves its hinted part unpublished, which is allowed.
    if (!came) continue;
    if (!checkMediaReply(findings, name, held, `the hinted ${hint.uri}`)) return;
    const again = await get(address);
    const same = Buffer.compare(held.bytes, again.bytes) === 0 && held.bytes.byteLength > 0;
    findings.expect(
      name,
      HINTS,
      same,
      `the hinted ${hint.uri} gave ${held.bytes.byteLength} bytes, and ${again.bytes.byteLength} later`,
    );
    return;
  }
}

async function checkUnknownNames(findings: Findings, get: Fetcher, { name, url, playlist }: Rendition): Promise<void> {
  const far = nextPlace(playlist).msn + FAR;
  for (const file of [`${far}.0.m4s`, `${far}.m4s`, "init-999999.mp4", "nothing.m4s"]) {
    const reply = await get(new URL(file, url).href);
    findings.expect(
      name,
      HINTS,
      reply.status === 404,
      `${file}, which does not exist, gave ${outcomeOf(reply)} instead of 404`,
    );
    if (reply.status >= 400) checkErrorReply(findings, name, reply, file);
  }
}

async function fetchMedia(get: Fetcher, url: string): Promise<MediaPlaylist | null> {
  const reply = await get(url);
  return reply.status === 200 ? parseOrNull(reply.bytes) : null;
}

/** Broken playlists are told of where the rendition is followed. */
function parseOrNull(bytes: Uint8Array): MediaPlaylist | null {
  try {
    return parseMedia(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

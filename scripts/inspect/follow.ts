/** Follows one live rendition as a player does, by blocking reloads with delta updates, and holds every answer to the rules. */
import { setTimeout as delay } from "node:timers/promises";
import { merge } from "#media/playlist/merge.ts";
import type { MediaPlaylist } from "#media/playlist/playlist.ts";
import { checkDelta } from "#media/playlist/rules/delta.ts";
import { checkMedia, MEDIA_RULES } from "#media/playlist/rules/media.ts";
import { checkSuccession, SUCCESSION_RULES } from "#media/playlist/rules/succession.ts";
import { Fault } from "#protocol/errors.ts";
import { checkErrorReply, checkPlaylistReply } from "./headers.ts";
import { type Fetcher, outcomeOf, type Reply } from "./http.ts";
import { nextPlace, type Place, type Rendition, reaches, readReply, reloadUrl } from "./rendition.ts";
import type { Findings } from "./report.ts";

/** A held request is answered or refused within three target durations (RFC 8216bis 6.2.5.2); this much more is given, milliseconds. */
const HOLD_MARGIN_MS = 3000;
/** A request for what is already listed is answered within this, milliseconds: far less than a segment, far more than a slow link. */
const AT_ONCE_MS = 1500;
/** Every so many reloads the answer is compared with a full playlist of the same moment. */
const COMPARE_EVERY = 3;

export const holdLimit = (playlist: MediaPlaylist): number => 3000 * playlist.targetDuration + HOLD_MARGIN_MS;

export async function follow(
  findings: Findings,
  get: Fetcher,
  rendition: Rendition,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  while (performance.now() < until && !rendition.playlist.ended) {
    const { playlist } = rendition;
    if (playlist.serverControl?.canBlockReload !== true) {
      await delay((playlist.partTarget ?? playlist.targetDuration / 2) * 1000, undefined, { signal });
    }
    const next = await reload(findings, get, rendition);
    if (next === null) return;
    rendition.playlist = next;
    rendition.reloads += 1;
    if (rendition.reloads % COMPARE_EVERY === 1 && !next.ended) await compare(findings, get, rendition, playlist);
  }
}

/** One reload for the next part; the merged playlist, or null when it cannot go on. */
async function reload(findings: Findings, get: Fetcher, rendition: Rendition): Promise<MediaPlaylist | null> {
  const { name, playlist, url } = rendition;
  const control = playlist.serverControl;
  const blocks = control?.canBlockReload === true;
  const wanted = nextPlace(playlist);
  const skip = control?.canSkipUntil != null && !playlist.ended;
  const reply = await get(blocks ? reloadUrl(url, wanted, skip) : url, { timeoutMs: holdLimit(playlist) });
  const answer = readMediaReply(findings, name, reply, `the reload for ${placeName(wanted)}`);
  if (answer === null) return null;
  findings.add(name, checkMedia(answer), MEDIA_RULES.length);
  const next = mergeInto(findings, name, playlist, answer);
  if (next === null) return null;
  findings.add(name, checkSuccession(playlist, next), SUCCESSION_RULES.length);
  if (!blocks || next.ended) return next;
  const held = findings.expect(
    name,
    "RFC 8216bis 6.2.5.2",
    reaches(next, wanted),
    `the reload for ${placeName(wanted)} was answered before it was there`,
  );
  return held ? next : null;
}

/** The same moment again, as delta and in full: both at once, since it is there, and both say the same. */
async function compare(findings: Findings, get: Fetcher, rendition: Rendition, previous: MediaPlaylist): Promise<void> {
  const { name, playlist, url } = rendition;
  if (playlist.serverControl?.canBlockReload !== true) return;
  const here = listedPlace(playlist);
  if (here === null) return;
  const [full, delta] = await Promise.all([
    get(reloadUrl(url, here), { timeoutMs: holdLimit(playlist) }),
    get(reloadUrl(url, here, true), { timeoutMs: holdLimit(playlist) }),
  ]);
  const slow = Math.max(full.elapsedMs, delta.elapsedMs);
  findings.expect(
    name,
    "RFC 8216bis 6.2.5.2",
    slow < AT_ONCE_MS,
    `a request for ${placeName(here)}, which is listed, took ${slow.toFixed(0)} ms`,
  );
  const a = readMediaReply(findings, name, full, "a reload for what is listed");
  const b = readMediaReply(findings, name, delta, "a delta update for what is listed");
  if (a === null || b === null || playlist.serverControl.canSkipUntil === null) return;
  const [one, other] = [nextPlace(a), nextPlace(b)];
  // Between the two answers a part may have come, or the segment may have closed: then there is nothing to compare.
  const same = one.msn === other.msn && one.part === other.part && a.segments.at(-1)?.msn === b.segments.at(-1)?.msn;
  if (!same || a.ended !== b.ended) return;
  // Reports tell of other renditions, which move on meanwhile.
  findings.add(name, checkDelta(previous, { ...b, renditionReports: [] }, { ...a, renditionReports: [] }), 3);
}

/** The newest part or segment that the playlist lists. */
function listedPlace(playlist: MediaPlaylist): Place | null {
  const next = nextPlace(playlist);
  if (next.part !== null && next.part > 0) return { msn: next.msn, part: next.part - 1 };
  const whole = playlist.segments.at(-1);
  return whole === undefined ? null : { msn: whole.msn, part: null };
}

function mergeInto(
  findings: Findings,
  where: string,
  previous: MediaPlaylist,
  answer: MediaPlaylist,
): MediaPlaylist | null {
  try {
    return merge(previous, answer);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    findings.add(where, [{ rule: "RFC 8216bis 6.2.5.1", level: "error", message: cause.message }]);
    return null;
  }
}

function readMediaReply(findings: Findings, where: string, reply: Reply, what: string): MediaPlaylist | null {
  if (reply.status === 503) {
    const message = `${what} ran out: no new media came in time`;
    findings.add(where, [{ rule: "RFC 8216bis 6.2.1", level: "error", message }]);
    checkErrorReply(findings, where, reply, what);
    return null;
  }
  if (!checkPlaylistReply(findings, where, reply, what)) return null;
  const playlist = readReply(findings, where, reply);
  if (playlist === null) return null;
  if (playlist.kind === "media") return playlist;
  findings.add(where, [
    { rule: "RFC 8216bis 4.1", level: "error", message: `${what}: ${outcomeOf(reply)}, no media playlist` },
  ]);
  return null;
}

const placeName = ({ msn, part }: Place): string => (part === null ? `segment ${msn}` : `part ${msn}.${part}`);

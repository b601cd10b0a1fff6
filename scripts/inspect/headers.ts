/** Checks on the headers of answers: type, CORS, caching. Knows no bodies. */
import { outcomeOf, type Reply } from "./http.ts";
import type { Findings } from "./report.ts";

const PLAYLIST_TYPE = /^(application\/(vnd\.apple\.mpegurl|x-mpegurl)|audio\/(x-)?mpegurl)\b/i;
const MEDIA_TYPE = /^(video|audio)\/(mp4|iso\.segment)\b/i;

const CORS = "Fetch Standard 3.3";
const CACHING = "RFC 9111 5.2";

function checkOpen(findings: Findings, where: string, reply: Reply, what: string): void {
  const allowed = reply.headers.get("access-control-allow-origin");
  findings.expect(where, CORS, allowed !== null, `${what} has no Access-Control-Allow-Origin`);
}

/** A playlist is there, says how long it may be cached, and is readable from any page. True when its text can be used. */
export function checkPlaylistReply(findings: Findings, where: string, reply: Reply, what: string): boolean {
  if (
    !findings.expect(
      where,
      "RFC 8216bis 6.2.1",
      reply.status === 200 && reply.failure === null,
      `${what}: ${outcomeOf(reply)}`,
    )
  ) {
    return false;
  }
  const type = reply.headers.get("content-type") ?? "";
  findings.expect(where, "RFC 8216bis 10", PLAYLIST_TYPE.test(type), `${what} has the type ${type || "(none)"}`);
  findings.expect(where, CACHING, reply.headers.has("cache-control"), `${what} has no Cache-Control`);
  checkOpen(findings, where, reply, what);
  return true;
}

/** Media under an own name never changes. */
export function checkMediaReply(findings: Findings, where: string, reply: Reply, what: string): boolean {
  if (
    !findings.expect(
      where,
      "RFC 8216bis 6.2.1",
      reply.status === 200 && reply.failure === null,
      `${what}: ${outcomeOf(reply)}`,
    )
  ) {
    return false;
  }
  const type = reply.headers.get("content-type") ?? "";
  findings.expect(where, "RFC 8216bis 3.3", MEDIA_TYPE.test(type), `${what} has the type ${type || "(none)"}`);
  const caching = reply.headers.get("cache-control") ?? "";
  const forEver = /\bimmutable\b/.test(caching) && /\bmax-age=[1-9]/.test(caching);
  findings.expect(
    where,
    "RFC 8246 2",
    forEver,
    `${what} is not immutable for caches: ${caching || "no Cache-Control"}`,
  );
  checkOpen(findings, where, reply, what);
  return true;
}

/** An error must not be cached, and a page must be able to read it. */
export function checkErrorReply(findings: Findings, where: string, reply: Reply, what: string): void {
  const caching = reply.headers.get("cache-control") ?? "";
  findings.expect(
    where,
    CACHING,
    /\bno-store\b/.test(caching),
    `${what}: an error with Cache-Control ${caching || "(none)"}`,
  );
  checkOpen(findings, where, reply, what);
}

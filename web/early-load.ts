/**
 * Starts what the page needs before the application has booted: the channel's state, its playlists with the first init, and the library's
 * code. Runs inline at the head of the document, before anything else; it must stay tiny and share nothing with the application, so it asks
 * by addresses of its own. The application reads the answers by the types of its client all the same.
 */
import { firstRung, initOf } from "./first-rung.ts";

/** The multivariant playlist, and the address in it of the rung whose playlist and init are on their way; null for none. */
export type EarlyPlaylist = { readonly text: string; readonly first: string | null };

export type EarlyLoad = {
  readonly path: string;
  /** The channel's state, for a channel's page; null elsewhere. */
  readonly channel: Promise<Response> | null;
  /** Resolves to null when it is not there. */
  readonly playlist: Promise<EarlyPlaylist | null> | null;
  readonly live: Promise<Response> | null;
};

declare global {
  interface Window {
    rillEarly?: EarlyLoad;
  }
}

/** Addresses of the player library's code, put in by the build. */
declare const EARLY_MODULES: readonly string[];

const quietly = <T>(promise: Promise<T>): Promise<T> => {
  // Whoever takes it over handles the failure; until then it is not an unhandled one.
  promise.catch(() => null);
  return promise;
};

const text = (response: Response): Promise<string> | null => (response.ok ? response.text() : null);

/** Pixels of the screen. Read now: with a page around it, the browser would lay that out first. */
const width = innerWidth * Math.min(devicePixelRatio, 2);
/** Bits per second until they were measured, as the player assumes. */
const USUAL_BANDWIDTH = 4_000_000;

function knownBandwidth(): number {
  try {
    return Number(localStorage.getItem("rill.bandwidth")) || USUAL_BANDWIDTH;
  } catch {
    // Storage is switched off.
    return USUAL_BANDWIDTH;
  }
}

/** Asks for a playlist and the init that it names. The library asks for both again, and finds them in the browser's cache. */
async function warm(address: URL): Promise<void> {
  const playlist = await fetch(address).then(text);
  const init = playlist === null ? null : initOf(playlist);
  // Read to its end, or it does not stay in the cache.
  if (init !== null) await fetch(new URL(init, address)).then(text);
}

async function playlistOf(name: string): Promise<EarlyPlaylist | null> {
  const address = new URL(`/live/${name}/master.m3u8`, location.href);
  const playlist = await fetch(address).then(text);
  if (playlist === null) return null;
  const first = firstRung(playlist, knownBandwidth(), width);
  for (const one of [first?.picture, first?.sound]) if (one) void quietly(warm(new URL(one, address)));
  return { text: playlist, first: first?.picture ?? null };
}

const path = location.pathname;
/** Pages of the site whose address would be a channel's (`web/route.ts`). */
const isOwnPage = /^\/(browse|following|login|search|settings|signup|staff|studio)\/?$/.test(path);
const login = isOwnPage ? undefined : /^\/([a-z0-9][a-z0-9_]{0,24})\/?$/i.exec(path)?.[1]?.toLowerCase();
const isVod = /^\/vods\/\d+\/?$/.test(path);

// First, since it is the largest.
if (login !== undefined || isVod) {
  for (const href of EARLY_MODULES) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  }
}

window.rillEarly = {
  path,
  channel: login === undefined ? null : quietly(fetch(`/api/channels/${login}`)),
  playlist: login === undefined ? null : playlistOf(login).catch(() => null),
  live: path === "/" ? quietly(fetch("/api/live")) : null,
};

try {
  // The person's own choice of light or dark, before the first paint.
  const theme = localStorage.getItem("rill.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // Storage is switched off: the system's choice holds.
}

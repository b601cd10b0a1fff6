/**
 * Starts what the page needs before the application has booted: the channel's state, its multivariant playlist and the library's code.
 * Runs inline at the head of the document, before anything else; it must stay tiny and import nothing.
 */

export type EarlyLoad = {
  readonly path: string;
  /** The channel's state, for a channel's page; null elsewhere. */
  readonly channel: Promise<Response> | null;
  /** The multivariant playlist; resolves to null when it is not there. */
  readonly playlist: Promise<string | null> | null;
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

const path = location.pathname;
/** Pages of the site whose address would be a channel's (`web/route.ts`). */
const isOwnPage = /^\/(browse|following|login|search|settings|signup|staff|studio)\/?$/.test(path);
const login = isOwnPage ? undefined : /^\/([a-z0-9][a-z0-9_]{0,24})\/?$/i.exec(path)?.[1]?.toLowerCase();
const isVod = /^\/vods\/\d+\/?$/.test(path);

window.rillEarly = {
  path,
  channel: login === undefined ? null : quietly(fetch(`/api/channels/${login}`)),
  playlist: login === undefined ? null : quietly(fetch(`/live/${login}/master.m3u8`).then(text)).catch(() => null),
  live: path === "/" ? quietly(fetch("/api/live")) : null,
};

try {
  // The person's own choice of light or dark, before the first paint.
  const theme = localStorage.getItem("rill.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // Storage is switched off: the system's choice holds.
}

if (login !== undefined || isVod) {
  for (const href of EARLY_MODULES) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  }
}

/**
 * What browsers are told of an answer so that it can do no harm: what it may load, who may frame it, what of its address others see. An
 * answer that says something itself keeps it. Pure.
 *
 * The policy of the application's own pages is made when they are built (`web/vite.config.ts`), since it names the hash of their first script; it
 * comes with them, whether the assets answer or the Worker does (`page-answer.ts`).
 */

/** For what no browser is to show as a page: it may load nothing, run nothing, and be framed nowhere. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
/** For a page that the Worker writes and that says nothing itself: words, our own style and pictures, and forms that come back here. */
const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
/** A year, seconds: a browser that was here once comes back over TLS only. */
const TRANSPORT = "max-age=31536000";

/** Pages whose addresses hold codes and tokens: the next site is told nothing of them. */
const SECRET_ADDRESSES = /^\/(?:oauth2|auth|api\/auth|activate)(?:\/|$)/;
/** Pages that other sites may show in a frame. */
const EMBEDDED = /^\/embed\//;
const FRAMED_NOWHERE = "frame-ancestors 'none'";

export type Answered = {
  /** Of the request's address. */
  readonly path: string;
  readonly isSecure: boolean;
  readonly contentType: string;
  readonly policy: string | null;
};

/** Headers that the answer gets: to be set where it has none, but the policy, which is set as it stands here. */
export function securityHeaders({ path, isSecure, contentType, policy }: Answered): Readonly<Record<string, string>> {
  const chosen = policyFor(contentType, path, policy);
  return {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": SECRET_ADDRESSES.test(path) ? "no-referrer" : "strict-origin-when-cross-origin",
    ...(chosen === null ? {} : { "Content-Security-Policy": chosen }),
    ...(isSecure ? { "Strict-Transport-Security": TRANSPORT } : {}),
  };
}

function policyFor(contentType: string, path: string, own: string | null): string | null {
  const isPage = /^text\/html\b/i.test(contentType);
  if (isPage && EMBEDDED.test(path)) {
    return (own ?? PAGE_POLICY).replace(FRAMED_NOWHERE, "frame-ancestors *");
  }
  if (own !== null) return own;
  if (isPage) return PAGE_POLICY;
  // Media and pictures are left alone: a browser that shows one by itself loads it as its own document.
  return /^(?:application\/(?:json|problem\+json|xml|rss\+xml|atom\+xml)|text\/)/i.test(contentType)
    ? DATA_POLICY
    : null;
}

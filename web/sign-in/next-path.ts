/** Where a person goes after they have signed in: an address of this site, and nothing else. Pure. */

/** Stands for this site while an address is read; nobody can own it (RFC 2606). */
const HERE = "https://here.invalid";
/** An address that is longer is no page of ours. */
const MAX_LENGTH = 500;

/** The `next` of a query; the front page when there is none, or when it would lead anywhere else. */
export function nextOf(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  return isOwnPath(next) ? next : "/";
}

/** The address of a page for signing in that leads back to where one is. */
export function signInPath(page: "/login" | "/signup", back: string): string {
  const leads = isOwnPath(back) && back !== "/" && !/^\/(?:login|signup|reset|verify)(?:[/?]|$)/.test(back);
  return leads ? `${page}?next=${encodeURIComponent(back)}` : page;
}

function isOwnPath(path: string): boolean {
  // Browsers read `//x` and `/\x` as another site, and drop tabs and line ends before they look.
  if (!/^\/(?![/\\])[^\\\s]*$/.test(path) || path.length > MAX_LENGTH) return false;
  return URL.canParse(path, HERE) && new URL(path, HERE).origin === HERE;
}

/** Whether a request may speak for the person at the browser: only pages of this very site may. Pure. */

/**
 * Browsers send `Origin` with every WebSocket handshake and no script can change it, so another site's page is known by it
 * (RFC 6455 10.2). Programs that are no browser send none and pass: they hold no one's cookies. A page without TLS is not of a site that has it:
 * whoever is on the line can write one.
 */
export function isSameOrigin(origin: string | null, requestUrl: string): boolean {
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const [page, site] = [new URL(origin), new URL(requestUrl)];
  return page.host === site.host && !(page.protocol === "http:" && site.protocol === "https:");
}

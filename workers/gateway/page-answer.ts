/** The application's page as the answer to an address of the Worker's own: with every header that it was built with, its policy above all. */

/** They speak of the asset's own address and bytes. */
const NOT_TAKEN_ALONG = ["Content-Length", "ETag", "Last-Modified", "Age", "CF-Cache-Status"];

/** `body` replaces the page's text, e.g. with a preview in its head; `own` replaces its headers. */
export function pageAnswer(
  page: Response,
  own: Readonly<Record<string, string>> = {},
  body: BodyInit | null = page.body,
): Response {
  const headers = new Headers(page.headers);
  for (const name of NOT_TAKEN_ALONG) headers.delete(name);
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Cache-Control", "no-cache");
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  return new Response(body, { status: page.status, headers });
}

/** A page with one form, as a browser would read it: the pages that the server draws itself. Pure. */

export type FormPage = {
  readonly html: string;
  readonly action: string;
  /** The hidden ones. */
  readonly fields: Readonly<Record<string, string>>;
};

export function formOf(html: string): FormPage {
  const plain = (text: string): string =>
    text
      .replaceAll("&amp;", "&")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">");
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return {
    html,
    action: plain(/<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? ""),
    fields: Object.fromEntries(hidden.map(([, name = "", value = ""]) => [plain(name), plain(value)])),
  };
}

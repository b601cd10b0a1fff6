/**
 * Finds the stream key in what a client sends with `connect` and `publish`. Encoders split one address in different ways, and people paste
 * the key into either field. Pure; anything odd yields the empty key. Knows nothing of which keys exist.
 */

/** The one application; an address is rtmp://host/live/KEY. */
const APPLICATION = "live";
/** Characters of a key, at most, as the Worker takes them. */
const MAX_KEY_LENGTH = 256;
/** Characters of a name, application or address, at most, that are looked at. */
const MAX_TEXT_LENGTH = 2048;

export type PublishAddress = {
  /** `app` of `connect`. */
  readonly app: string;
  /** `tcUrl` of `connect`. */
  readonly tcUrl: string;
  /** The publish name. */
  readonly name: string;
};

/**
 * In order: `?key=` of the name, the name itself, then the same of `app` after `live/`, then of `tcUrl`'s path. The application must
 * be `live`; slashes at either end do not matter.
 */
export function streamKeyOf(address: PublishAddress): string {
  const { app, tcUrl, name } = address;
  if (Math.max(app.length, tcUrl.length, name.length) > MAX_TEXT_LENGTH) return "";
  const path = pathOf(tcUrl);
  const inApp = keyAfterApplication(app === "" ? path : app);
  if (inApp === null) return "";
  const key = keyOf(name) || inApp || (keyAfterApplication(path) ?? "");
  return key.length > MAX_KEY_LENGTH ? "" : key;
}

/** `KEY`, `KEY?other=1`, `anything?key=KEY`. */
function keyOf(text: string): string {
  const { path, query } = split(text);
  return query.get("key") ?? trimSlashes(path);
}

/** The key that follows the application, empty when there is none; null when the application is another one. */
function keyAfterApplication(text: string): string | null {
  const { path, query } = split(text);
  const [application = "", ...rest] = trimSlashes(path).split("/");
  if (application.toLowerCase() !== APPLICATION) return null;
  return query.get("key") ?? rest.join("/");
}

function pathOf(tcUrl: string): string {
  const match = /^[a-z]+:\/\/[^/]*\/(.*)$/i.exec(tcUrl);
  return match?.[1] ?? "";
}

function split(text: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = text.indexOf("?");
  const path = at === -1 ? text : text.slice(0, at);
  return { path, query: new URLSearchParams(at === -1 ? "" : text.slice(at + 1)) };
}

function trimSlashes(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text[from] === "/") from++;
  while (to > from && text[to - 1] === "/") to--;
  return text.slice(from, to);
}

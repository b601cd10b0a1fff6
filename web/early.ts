/** Takes over what the head of the document has loaded, once each. The application falls back to its own requests when there is nothing. */
import type { EarlyPlaylist } from "./early-load.ts";

type Taken = { channel: boolean; playlist: boolean; live: boolean };
const taken: Taken = { channel: false, playlist: false, live: false };

/** The early answer for this page's path, the first time it is asked for; null when there is none. */
export function takeEarlyResponse(of: "channel" | "live", path: string): Promise<Response> | null {
  const early = globalThis.window?.rillEarly;
  if (taken[of] || early === undefined || early.path !== path) return null;
  taken[of] = true;
  return early[of];
}

/** The early multivariant playlist, the first time it is asked for. */
export async function takeEarlyPlaylist(path: string): Promise<EarlyPlaylist | null> {
  const early = globalThis.window?.rillEarly;
  if (taken.playlist || early === undefined || early.path !== path) return null;
  taken.playlist = true;
  return early.playlist;
}

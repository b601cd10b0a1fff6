/** Looks whether a channel's playlist is there, before its state says so. Media, not the typed API: the address is asked as the player would. */
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { limited } from "../client.ts";

/** The multivariant playlist of a channel that has begun, with the broadcast that its addresses name; null while there is none. */
export async function getPlaylist(
  login: string,
  signal: AbortSignal,
): Promise<{ readonly broadcastId: string; readonly text: string } | null> {
  try {
    const response = await fetch(`/live/${login}/${MASTER_NAME}`, { signal: limited(signal) });
    if (!response.ok) return null;
    const text = await response.text();
    const broadcastId = /^([1-9][0-9]{0,15})\//m.exec(text)?.[1];
    return broadcastId === undefined ? null : { broadcastId, text };
  } catch {
    // Asked for again with the next state.
    return null;
  }
}

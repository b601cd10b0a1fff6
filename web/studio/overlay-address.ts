/** The address of the chat's overlay with its looks, as `chat/overlay-options.ts` reads it. What is usual is left out. Pure. */
import { DEFAULT_SIZE_PX } from "../chat/overlay-options.ts";

/** `fadeS` 0: lines stay until others push them out. */
export function overlayAddress(address: string, sizePx: number, fadeS: number): string {
  const options = new URLSearchParams();
  if (sizePx !== DEFAULT_SIZE_PX) options.set("size", String(sizePx));
  if (fadeS > 0) options.set("fade", String(fadeS));
  const query = options.toString();
  return query === "" ? address : `${address}?${query}`;
}

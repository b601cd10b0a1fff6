/** Chooses what plays here: hls.js where Media Source exists, else the browser's own HLS. The library is a chunk of its own, asked for early. */
import type { Engine, EngineOptions } from "./engine.ts";
import { createNativeEngine, isNativelySupported } from "./native-engine.ts";

export type CreateEngine = (options: EngineOptions) => Engine;

/** Tries to get the library's code, and pauses between them, milliseconds. */
const TRIES = 4;
const PAUSE_MS = 700;

let library: Promise<typeof import("./hls.ts")> | null = null;

/** Starts loading the library; safe to call often. */
export function preloadEngine(): Promise<typeof import("./hls.ts")> {
  library ??= fetchLibrary(TRIES).catch((error: unknown) => {
    library = null;
    throw error;
  });
  return library;
}

async function fetchLibrary(tries: number): Promise<typeof import("./hls.ts")> {
  try {
    return await import("./hls.ts");
  } catch (error) {
    if (tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return fetchLibrary(tries - 1);
  }
}

/**
 * The engine for this browser, or null when it can play no HLS. `Hls.isSupported()` first: Chromium claims native HLS with `maybe`.
 * Rejects when the library could not be fetched and the browser has nothing of its own.
 */
export async function loadEngine(video: HTMLVideoElement): Promise<CreateEngine | null> {
  const native = isNativelySupported(video) ? createNativeEngine : null;
  try {
    const { createHlsEngine, isSupported } = await preloadEngine();
    return isSupported() ? createHlsEngine : native;
  } catch (error) {
    if (native !== null) return native;
    throw error;
  }
}

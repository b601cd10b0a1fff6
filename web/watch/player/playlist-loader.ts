/**
 * A playlist loader for hls.js with two additions: the first multivariant playlist may come from a text fetched before the application
 * had booted, and a media playlist that has only parts so far is awaited until its first segment is whole, since the library refuses it.
 */
import Hls, {
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type LoaderContext,
  type LoaderStats,
  type PlaylistLoaderConstructor,
  type PlaylistLoaderContext,
} from "hls.js";

const NetworkLoader = Hls.DefaultConfig.loader;

/** `take` gives the text for an address once, or null. */
export function playlistLoader(take: (url: string) => string | null): PlaylistLoaderConstructor {
  return class implements Loader<PlaylistLoaderContext> {
    context: PlaylistLoaderContext | null = null;
    stats: LoaderStats;
    readonly #config: HlsConfig;
    #network: Loader<LoaderContext>;

    constructor(config: HlsConfig) {
      this.#config = config;
      this.#network = new NetworkLoader(config);
      this.stats = this.#network.stats;
    }

    load(
      context: PlaylistLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<PlaylistLoaderContext>,
    ): void {
      this.context = context;
      const text = context.type === "manifest" ? take(context.url) : null;
      if (text !== null) this.#answer(text, context, callbacks);
      else this.#network.load(context, config, withContext(this.#patiently(context, config, callbacks), context));
    }

    abort(): void {
      this.#network.abort();
    }

    destroy(): void {
      this.context = null;
      this.#network.destroy();
    }

    getCacheAge(): number | null {
      return this.#network.getCacheAge?.() ?? null;
    }

    getResponseHeader(name: string): string | null {
      return this.#network.getResponseHeader?.(name) ?? null;
    }

    /** Asks once more, with the request held by the server, when the answer has parts but no segment (RFC 8216bis 6.2.5.2). */
    #patiently(
      context: PlaylistLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<PlaylistLoaderContext>,
    ): LoaderCallbacks<PlaylistLoaderContext> {
      return {
        ...callbacks,
        onSuccess: (response, stats, from, details) => {
          const wanted = firstSegmentOf(response.data);
          if (wanted === null) {
            callbacks.onSuccess(response, stats, from, details);
            return;
          }
          const url = new URL(context.url);
          url.searchParams.set("_HLS_msn", String(wanted));
          this.#network = new NetworkLoader(this.#config);
          this.stats = this.#network.stats;
          this.#network.load({ ...context, url: url.href }, config, withContext(callbacks, context));
        },
      };
    }

    #answer(text: string, context: PlaylistLoaderContext, callbacks: LoaderCallbacks<PlaylistLoaderContext>): void {
      const { stats } = this;
      const now = performance.now();
      stats.loading.start = stats.loading.first = stats.loading.end = now;
      stats.loaded = stats.total = text.length;
      // The library expects the answer after `load` has returned.
      queueMicrotask(() => callbacks.onSuccess({ url: context.url, data: text, code: 200 }, stats, context, null));
    }
  };
}

/** The network's loader hands back the context it was given; this gives it its type again. */
function withContext(
  callbacks: LoaderCallbacks<PlaylistLoaderContext>,
  context: PlaylistLoaderContext,
): LoaderCallbacks<LoaderContext> {
  const { onAbort } = callbacks;
  return {
    onSuccess: (response, stats, _, details) => callbacks.onSuccess(response, stats, context, details),
    onError: (error, _, details, stats) => callbacks.onError(error, context, details, stats),
    onTimeout: (stats, _, details) => callbacks.onTimeout(stats, context, details),
    ...(onAbort === undefined ? {} : { onAbort: (stats, _, details) => onAbort(stats, context, details) }),
  };
}

/** The sequence number of the segment that a playlist of parts alone is still building; null for any other text. */
export function firstSegmentOf(data: unknown): number | null {
  if (typeof data !== "string" || data.includes("#EXTINF:") || !data.includes("#EXT-X-PART:")) return null;
  const first = /^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(data)?.[1];
  return first === undefined ? 0 : Number(first);
}

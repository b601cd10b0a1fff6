/** A playlist loader for hls.js that answers the first multivariant playlist from a text fetched before the application had booted. */
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
export function earlyLoader(take: (url: string) => string | null): PlaylistLoaderConstructor {
  return class implements Loader<PlaylistLoaderContext> {
    context: PlaylistLoaderContext | null = null;
    stats: LoaderStats;
    readonly #network: Loader<LoaderContext>;

    constructor(config: HlsConfig) {
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
      if (text === null) this.#network.load(context, config, withContext(callbacks, context));
      else this.#answer(text, context, callbacks);
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

/**
 * Which rung of a multivariant playlist to begin with: one that comes quickly, and none that is larger than the window shows. Pure, and
 * small, since it goes into the document's head (`early-load.ts`).
 */

/**
 * Share of the known bandwidth that the first rung may take: its parts arrive while the page's own code is still on its way, and the library
 * goes up within a second where there is room.
 */
const SHARE = 0.5;

export type FirstRung = {
  /** Addresses as the playlist has them, relative to it. */
  readonly picture: string;
  readonly sound: string | null;
};

/** `bandwidth` in bits per second, `width` in pixels of the screen. Null for a playlist without a picture. */
export function firstRung(playlist: string, bandwidth: number, width: number): FirstRung | null {
  const rungs = [...playlist.matchAll(/^#EXT-X-STREAM-INF:(.*RESOLUTION=(\d+)x.*)\n(.+)/gm)]
    .map(([, tag = "", across, picture = ""]) => ({
      takes: Number(/[:,]BANDWIDTH=(\d+)/.exec(`,${tag}`)?.[1]),
      across: Number(across),
      picture,
    }))
    .sort((a, b) => a.takes - b.takes);
  const covers = rungs.find(({ across }) => across >= width)?.across ?? Number.POSITIVE_INFINITY;
  const fitting = rungs.filter(({ takes, across }) => takes <= SHARE * bandwidth && across <= covers);
  const picture = (fitting.at(-1) ?? rungs[0])?.picture;
  if (picture === undefined) return null;
  return { picture, sound: /^#EXT-X-MEDIA:TYPE=AUDIO.*URI="([^"]+)"/m.exec(playlist)?.[1] ?? null };
}

/** Address of the init that the newest segments of a media playlist need, relative to it. */
export const initOf = (playlist: string): string | null =>
  [...playlist.matchAll(/^#EXT-X-MAP:URI="([^"]+)"/gm)].at(-1)?.[1] ?? null;

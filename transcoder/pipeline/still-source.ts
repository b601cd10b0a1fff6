/**
 * What a still is made of: the newest part that begins with a key frame, of the rendition that gives the best picture for the least work, with its
 * initialisation section in front. Pure; keeps one part, decodes nothing.
 */
import type { PackagerEvent } from "#media/packager/events.ts";
import type { Ladder, VideoRendition } from "#protocol/playback/rendition.ts";

/** A picture of this shorter side is large enough to be shrunk to a still, which hides what a low bitrate does to it. */
const SHORT_SIDE = 480;

const shortSide = ({ width, height }: VideoRendition): number => Math.min(width, height);

/** The smallest rendition that is large enough, else the largest; null when there is no picture. */
export function stillRendition(ladder: Ladder): string | null {
  const pictures = ladder
    .filter((rendition) => rendition.kind === "video")
    .toSorted((one, other) => shortSide(one) - shortSide(other));
  const chosen = pictures.find((picture) => shortSide(picture) >= SHORT_SIDE) ?? pictures.at(-1);
  return chosen?.id ?? null;
}

type Init = { readonly version: number; readonly data: Uint8Array };

export class StillSource {
  readonly #inits = new Map<string, Init>();
  #rendition: string | null = null;
  #newest: Uint8Array | null = null;

  /** The renditions that viewers are told of from now on. */
  declare(ladder: Ladder): void {
    this.#rendition = stillRendition(ladder);
    this.#newest = null;
  }

  add(event: PackagerEvent): void {
    if (event.kind === "init") this.#inits.set(event.rendition, event);
    if (event.kind !== "part" || !event.independent || event.rendition !== this.#rendition) return;
    const init = this.#inits.get(event.rendition);
    if (init?.version !== event.init) return;
    this.#newest = joined(init.data, event.data);
  }

  /** Media whose first picture is a key frame, each once; null while there is no newer one. */
  get newest(): Uint8Array | null {
    return this.#newest;
  }

  /** The newest one was used. */
  used(): void {
    this.#newest = null;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.byteLength + other.byteLength);
  both.set(one);
  both.set(other, one.byteLength);
  return both;
}

/** The picture on a card, in a place whose size never changes. A newer one takes its place when it is there: the old one stays until then. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { STILL_HEIGHT, STILL_WIDTH } from "#protocol/ingest/still.ts";

export type StillProps = {
  /** Its address; null when there is none. */
  readonly src: string | null;
  readonly alt: string;
  /** What stands there without one, or when it does not load: an old one is deleted while a page that nobody looks at names it. */
  readonly children: ComponentChildren;
};

export function Still({ src, alt, children }: StillProps) {
  const [broken, setBroken] = useState<string | null>(null);
  if (src === null || src === broken) return <>{children}</>;
  return (
    <img
      class="card-still"
      src={src}
      alt={alt}
      width={STILL_WIDTH}
      height={STILL_HEIGHT}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(src)}
    />
  );
}

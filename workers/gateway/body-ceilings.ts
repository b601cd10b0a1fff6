/**
 * How large a body any address takes: read here, before any route. Routes have limits of their own below it, which say more exactly what they
 * take; this is for the one that forgot. Pure.
 */

import { MAX_STILL_BYTES } from "#protocol/ingest/still.ts";

/** Bytes of an ordinary body: four times what any JSON of ours has. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Bytes of a channel's panels, all of them at once. */
const MAX_TEXTS_BYTES = 256 * 1024;
/** Bytes of a form with pictures. */
const MAX_PICTURES_BYTES = 16 * 1024 * 1024;

const LARGER: readonly { readonly path: RegExp; readonly bytes: number }[] = [
  { path: /^\/api\/ingest\/channels\/[^/]+\/broadcasts\/[^/]+\/still$/, bytes: MAX_STILL_BYTES },
  { path: /^\/api\/channels\/[^/]+\/panels$/, bytes: MAX_TEXTS_BYTES },
  { path: /^\/api\/channels\/[^/]+\/(?:avatar|banner)$/, bytes: MAX_PICTURES_BYTES },
  { path: /^\/chat\/[^/]+\/emotes$/, bytes: MAX_PICTURES_BYTES },
];

export const CEILINGS = [MAX_BODY_BYTES, MAX_TEXTS_BYTES, MAX_STILL_BYTES, MAX_PICTURES_BYTES] as const;

export const ceilingOf = (path: string): number => LARGER.find((one) => one.path.test(path))?.bytes ?? MAX_BODY_BYTES;

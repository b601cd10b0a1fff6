/**
 * The name of a request: on its answer as X-Request-Id, and in every line that is logged of it, so that what somebody saw can be found. Ours
 * alone: what a client calls its request is not repeated, since it would stand in our logs.
 */

/** Cloudflare's own name of a request is in its logs too. */
const RAY = /^[0-9a-f]{16}(?:-[A-Z]{3})?$/;

export const REQUEST_ID_HEADER = "X-Request-Id";

export const requestId = (ray: string | undefined, random: () => string): string =>
  ray !== undefined && RAY.test(ray) ? ray : random();

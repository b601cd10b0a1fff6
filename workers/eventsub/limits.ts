/** The limits of subscriptions by callback, and of deliveries. Those of sessions are in `protocol/events/session.ts`. */

/** Cost of what a program has subscribed to by callback, as on Twitch. */
export const MAX_WEBHOOK_COST = 10_000;
/** Subscriptions of a program by callback; those that cost nothing count too. */
export const MAX_CLIENT_SUBSCRIPTIONS = 10_000;
/** Characters of the secret that deliveries are signed with. */
export const MIN_SECRET = 10;
export const MAX_SECRET = 100;

/** A callback has so long to answer, milliseconds. */
export const CALLBACK_MS = 10_000;
/** Bytes that are read of an answer to a challenge. */
export const MAX_ANSWER_BYTES = 1024;
/** Pauses before a delivery is tried again, seconds. Receivers drop what is older than ten minutes: so long it is tried (`max_retries`). */
export const RETRY_SECONDS = [10, 30, 90, 270] as const;
/** Deliveries in a row that may be given up before the subscription is revoked. */
export const MAX_FAILED_DELIVERIES = 5;

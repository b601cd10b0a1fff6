/** The limits of what listens to a room for subscriptions. */

/** The room's name for it, as for a relay. */
export const LISTENER_NAME = "eventsub";
/** While there are subscriptions the object is woken so often, milliseconds: to link again after a loss of memory, and to read them anew. */
export const WAKE_MS = 60_000;
/** Events that wait to be handed on, at most; more are lost, which is logged. */
export const MAX_WAITING = 5000;
/** Messages of one call to a queue (the platform's limit). */
export const MAX_QUEUE_BATCH = 100;
/** People who are looked up for one handing on, at most; who else is mentioned stays text. */
export const MAX_LOOKED_UP = 500;

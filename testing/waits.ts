/** For "must not answer yet": what a promise is after everything that can happen without news has happened. */

/** Milliseconds that a held answer is watched for: many times what an answer takes that is not held. */
const WATCHED_MS = 60;

/** `held` while the promise has not settled, else its value. */
export async function heldOr<T>(work: Promise<T>): Promise<T | "held"> {
  const held = new Promise<"held">((resolve) => {
    setTimeout(() => resolve("held"), WATCHED_MS);
  });
  return Promise.race([work, held]);
}

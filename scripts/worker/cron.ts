/** How often a cron trigger of wrangler.toml rings, for the clock of a local run. Pure. */

const MINUTE_MS = 60_000;
const EVERY_MINUTES = /^\*\/([1-9]|[1-5][0-9]) \* \* \* \*$/;

/** Milliseconds. Throws on any other form than every so many minutes: a local run has no calendar. */
export function periodOf(cron: string): number {
  const minutes = EVERY_MINUTES.exec(cron)?.[1];
  if (minutes === undefined)
    throw new Error(`wrangler.toml's cron is "${cron}": local runs understand "*/N * * * *" alone`);
  return Number(minutes) * MINUTE_MS;
}

/** Which queues wrangler.toml names, and which of them the account lacks, read from what wrangler says of each. Pure. */
import type { Finished } from "../setup/run-program.ts";

/** The part of wrangler's configuration that is read here. */
export type QueuesConfig = {
  readonly queues: {
    readonly producers?: readonly { readonly queue: string }[] | undefined;
    readonly consumers?:
      | readonly { readonly queue: string; readonly dead_letter_queue?: string | undefined }[]
      | undefined;
  };
};

/** Each once. */
export function queuesOf({ queues: { producers = [], consumers = [] } }: QueuesConfig): readonly string[] {
  const letters = consumers.map((consumer) => consumer.dead_letter_queue).filter((name) => name !== undefined);
  return [...new Set([...producers, ...consumers].map(({ queue }) => queue).concat(letters))];
}

/** What `wrangler queues info <name>` means. What cannot be told is no reason not to deploy: wrangler finds out by itself then. */
export function isQueueMissing(name: string, { code, output }: Finished): boolean {
  return code !== 0 && output.includes(`Queue "${name}" does not exist.`);
}

/** The one command that makes them. */
export const makeQueues = (names: readonly string[]): string =>
  names.map((name) => `npx wrangler queues create ${name}`).join(" && ");

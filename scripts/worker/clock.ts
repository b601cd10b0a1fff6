/** Rings the Worker's timed chores on this machine, as the platform's clock does elsewhere. Knows nothing of what they are. */
import type { Miniflare } from "miniflare";
import { periodOf } from "./cron.ts";
import type { LogLevelName } from "./log-line.ts";

/** Rings each cron at once, for what came due while nothing ran, and then in its period; answers how to stop it. */
export async function startClock(
  miniflare: Miniflare,
  crons: readonly string[],
  log: (level: LogLevelName, line: string) => void,
): Promise<() => void> {
  const worker = await miniflare.getWorker();
  let isStopped = false;
  const ring = async (cron: string): Promise<void> => {
    try {
      const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date() });
      log(outcome === "ok" ? "debug" : "warn", `the timed chores of "${cron}" ended: ${outcome}`);
    } catch (cause) {
      if (!isStopped) log("warn", `the timed chores could not be begun: ${String(cause)}`);
    }
  };
  const timers = crons.map((cron) => {
    void ring(cron);
    return setInterval(() => void ring(cron), periodOf(cron));
  });
  return () => {
    isStopped = true;
    for (const timer of timers) clearInterval(timer);
  };
}

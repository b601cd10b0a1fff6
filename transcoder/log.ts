/** The node's log: one JSON object a line on stdout. Knows levels, never secrets: callers pass fields, not messages with keys in them. */

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void;

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Builds a log that writes lines at or above `least`. */
export function createLog(least: LogLevel, write: (line: string) => void, now: () => number): Log {
  return (level, event, fields) => {
    if (RANK[level] < RANK[least]) return;
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields })}\n`);
  };
}

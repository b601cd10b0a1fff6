/** What the stack's parts say, as data: parsed from their lines, without secrets, kept in a bounded memory. */
import type { LogLevelName } from "../worker/log-line.ts";

export type Source = "worker" | "transcoder" | "publisher" | "stack";
export type LogEntry = {
  readonly source: Source;
  readonly level: LogLevelName;
  readonly text: string;
  /** The object that the line held, null for plain text. */
  readonly fields: Readonly<Record<string, unknown>> | null;
};

/** Lines that are kept for whoever asks afterwards. */
export const MAX_KEPT_LINES = 2000;

/** Stream keys never leave the process that needs them. */
export function redact(text: string): string {
  return text.replaceAll(/rill_[A-Za-z0-9_-]{32}/g, "rill_***");
}

/** A line's object when it is a JSON object, else null. */
export function parseFields(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Reads a part's line: our parts write JSON objects with a level; anything else is a program's complaint. */
export function parseLine(source: Source, line: string): LogEntry {
  const fields = parseFields(line);
  if (fields === null) return { source, level: "warn", text: line, fields };
  const { level, message, event, time: _time, ...rest } = fields;
  const words = [event, message].filter((word) => typeof word === "string" && word !== "");
  const values = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return { source, level: levelOf(level), text: [...words, ...values].join(" "), fields };
}

function levelOf(level: unknown): LogLevelName {
  return level === "debug" || level === "warn" || level === "error" ? level : "info";
}

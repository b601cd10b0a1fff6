/**
 * Turns what workerd and the Worker log into single lines with a level. workerd tells of a fault that nothing caught at level "info",
 * two times for each caller that it passes through: one line of it is kept, as an error. Pure.
 */
export type LogLevelName = "debug" | "info" | "warn" | "error";
export type LogLine = { readonly level: LogLevelName; readonly line: string };

const UNCAUGHT = "uncaught exception; source = Uncaught";
/** The runtime's own view of the same fault: addresses in its binary. */
const UNCAUGHT_INSIDE = "uncaught exception; exception = ";
/** Frames of the router that stands before the Worker on this machine only. */
const ROUTER_FRAME = "node_modules/miniflare/";

/** The line to log, or null for one that only repeats the `previous` line's fault. */
export function logLine(level: string, message: string, previous: LogLine | null): LogLine | null {
  const line = oneLine(message);
  if (line.startsWith(UNCAUGHT_INSIDE) || (line.startsWith(UNCAUGHT) && line.includes(ROUTER_FRAME))) return null;
  if (!line.startsWith(UNCAUGHT)) return { level: levelName(level), line };
  const fault = line.slice(line.indexOf("stack = ") + "stack = ".length);
  const uncaught = `uncaught: ${fault}`;
  const repeats = previous?.line.startsWith(uncaught) ?? false;
  return repeats ? null : { level: "error", line: uncaught };
}

/** A message without colours and line breaks; a stack's frames stay readable. */
export function oneLine(message: string): string {
  const esc = String.fromCharCode(27);
  const plain = message.replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, "g"), "").trim();
  return plain.replaceAll(/\s*\n\s*/g, " | ");
}

function levelName(level: string): LogLevelName {
  return level === "warn" || level === "error" || level === "debug" ? level : "info";
}

/** The node's settings: one table that parses the environment once, reports all faults together, and prints the help. */
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { LogLevel } from "./log.ts";

export type Config = {
  readonly api: string;
  readonly nodeToken: string;
  readonly nodeId: string;
  readonly rtmpHost: string;
  readonly rtmpPort: number;
  readonly ffmpeg: string | null;
  readonly state: string;
  readonly logLevel: LogLevel;
};

type Setting = { readonly name: string; readonly fallback: string | null; readonly help: string };

export const SETTINGS: readonly Setting[] = [
  { name: "RILL_API", fallback: "http://127.0.0.1:8787", help: "origin of the Worker" },
  { name: "RILL_NODE_TOKEN", fallback: null, help: "the Worker's NODE_TOKEN; a secret" },
  { name: "RILL_NODE_ID", fallback: "", help: "name of this node; the host's name when empty" },
  { name: "RTMP_HOST", fallback: "127.0.0.1", help: "address that RTMP listens on" },
  { name: "RTMP_PORT", fallback: "1935", help: "port that RTMP listens on, 0 for any free one" },
  { name: "FFMPEG_PATH", fallback: "", help: "the ffmpeg to run; looked up in PATH when empty" },
  { name: "RILL_STATE", fallback: ".rill", help: "folder for what the node remembers (measured capacity)" },
  { name: "LOG_LEVEL", fallback: "info", help: "debug, info, warn or error" },
];

export type ParsedConfig =
  | { readonly outcome: "ok"; readonly config: Config }
  | { readonly outcome: "faulty"; readonly faults: readonly string[] };

/** Reads the settings from an environment. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const faults: string[] = [];
  const read = (name: string): string => {
    const setting = SETTINGS.find((s) => s.name === name);
    const value = env[name] ?? setting?.fallback ?? null;
    if (value === null || (value === "" && setting?.fallback === null))
      faults.push(`${name} is not set: ${setting?.help}`);
    return value ?? "";
  };
  const api = read("RILL_API");
  if (!/^https?:\/\/[^/]+\/?$/.test(api)) faults.push(`RILL_API is not an http(s) origin: ${api}`);
  const nodeToken = read("RILL_NODE_TOKEN");
  const port = Number(read("RTMP_PORT"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) faults.push("RTMP_PORT is not a port from 0 to 65535");
  const level = parseLevel(read("LOG_LEVEL"));
  if (level === null) faults.push("LOG_LEVEL is none of debug, info, warn, error");
  const rtmpHost = read("RTMP_HOST");
  const ffmpeg = read("FFMPEG_PATH");
  const state = resolve(read("RILL_STATE"));
  const nodeId = nodeName(read("RILL_NODE_ID") || hostname());
  if (faults.length > 0 || level === null) return { outcome: "faulty", faults };
  const config = {
    api,
    nodeToken,
    nodeId,
    rtmpHost,
    rtmpPort: port,
    ffmpeg: ffmpeg === "" ? null : ffmpeg,
    state,
    logLevel: level,
  };
  return { outcome: "ok", config };
}

/** The table as text for `--help`. */
export function renderHelp(): string {
  const width = Math.max(...SETTINGS.map((s) => s.name.length));
  const rows = SETTINGS.map((s) => {
    const fallback = s.fallback === null ? "required" : `default ${s.fallback === "" ? "empty" : s.fallback}`;
    return `  ${s.name.padEnd(width)}  ${s.help} (${fallback})`;
  });
  return ["A transcoder node of Rill: takes RTMP, sends bundles to the Worker.", "", "Environment:", ...rows, ""].join(
    "\n",
  );
}

function parseLevel(text: string): LogLevel | null {
  return text === "debug" || text === "info" || text === "warn" || text === "error" ? text : null;
}

/** A node id is 1 to 64 of a-z, 0-9 and -. */
function nodeName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-")
    .slice(0, 64);
  return name === "" ? "node" : name;
}

/** The gateway's settings: one table that parses the environment once, reports all faults together, and prints the help. */
import type { LogLevel } from "../log.ts";

export type Settings = {
  /** Where the Worker takes IRC over WebSocket. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Files of a key and a certificate in PEM; null speaks plain TCP. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly maxConnections: number;
  readonly logLevel: LogLevel;
};

type Setting = { readonly name: string; readonly fallback: string; readonly help: string };

const SETTINGS: readonly Setting[] = [
  { name: "RILL_IRC_URL", fallback: "ws://127.0.0.1:8787/irc", help: "where Rill takes IRC over WebSocket" },
  { name: "IRC_HOST", fallback: "127.0.0.1", help: "address to listen on" },
  { name: "IRC_PORT", fallback: "", help: "port to listen on, 0 for any free one; 6667 when empty, 6697 with TLS" },
  { name: "IRC_TLS_KEY", fallback: "", help: "file of the private key, PEM; plain TCP when empty" },
  { name: "IRC_TLS_CERT", fallback: "", help: "file of the certificate and its chain, PEM" },
  { name: "IRC_MAX_CONNECTIONS", fallback: "1000", help: "clients at once, at most" },
  { name: "LOG_LEVEL", fallback: "info", help: "debug, info, warn or error" },
];

const PLAIN_PORT = "6667";
const TLS_PORT = "6697";
/** Two file descriptors a client; more want more processes. */
const MOST_CONNECTIONS = 10_000;

export type ParsedSettings =
  | { readonly outcome: "ok"; readonly settings: Settings }
  | { readonly outcome: "faulty"; readonly faults: readonly string[] };

export function parseSettings(env: Readonly<Record<string, string | undefined>>): ParsedSettings {
  const faults: string[] = [];
  const read = (name: string): string => env[name] ?? SETTINGS.find((one) => one.name === name)?.fallback ?? "";
  const url = read("RILL_IRC_URL");
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol)) {
    faults.push(`RILL_IRC_URL is not a ws: or wss: address: ${url}`);
  }
  const [key, cert] = [read("IRC_TLS_KEY"), read("IRC_TLS_CERT")];
  if ((key === "") !== (cert === "")) faults.push("IRC_TLS_KEY and IRC_TLS_CERT are set together or not at all");
  const port = Number(read("IRC_PORT") || (key === "" ? PLAIN_PORT : TLS_PORT));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) faults.push("IRC_PORT is not a port from 0 to 65535");
  const maxConnections = Number(read("IRC_MAX_CONNECTIONS"));
  if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
    faults.push(`IRC_MAX_CONNECTIONS is not a number from 1 to ${MOST_CONNECTIONS}`);
  }
  const logLevel = parseLevel(read("LOG_LEVEL"));
  if (logLevel === null) faults.push("LOG_LEVEL is none of debug, info, warn, error");
  if (faults.length > 0 || logLevel === null) return { outcome: "faulty", faults };
  const tls = key === "" ? null : { key, cert };
  return { outcome: "ok", settings: { url, host: read("IRC_HOST"), port, tls, maxConnections, logLevel } };
}

/** The table as text for `--help`. */
export function renderHelp(): string {
  const width = Math.max(...SETTINGS.map(({ name }) => name.length));
  const rows = SETTINGS.map(
    ({ name, fallback, help }) => `  ${name.padEnd(width)}  ${help} (default ${fallback === "" ? "empty" : fallback})`,
  );
  const what =
    "Takes IRC over TCP or TLS, and passes it on to Rill over WebSocket: for Chatterino, irssi, WeeChat and others.";
  return [what, "", "Environment:", ...rows, ""].join("\n");
}

function parseLevel(text: string): LogLevel | null {
  return text === "debug" || text === "info" || text === "warn" || text === "error" ? text : null;
}

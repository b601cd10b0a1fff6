/** What `npm start` can be told, by arguments and by environment. Pure. */
import { parseArgs } from "node:util";

export type StartSettings = {
  readonly port: number;
  readonly rtmpPort: number;
  /** As given; null for the repository's own .rill. */
  readonly stateDir: string | null;
  readonly demo: boolean;
  /** Show every line of every part. */
  readonly verbose: boolean;
};

export type StartArguments =
  | { readonly kind: "run"; readonly settings: StartSettings }
  | { readonly kind: "help" }
  | { readonly kind: "faulty"; readonly faults: readonly string[] };

export const DEFAULT_PORT = 8787;
export const DEFAULT_RTMP_PORT = 1935;

export const START_HELP = `npm start [-- options]

Runs the whole of Rill on this machine: the pages and the API, a transcoder that takes RTMP, and a test card on channel "demo".

  --port N         port of the pages and the API (or PORT; ${DEFAULT_PORT})
  --rtmp-port N    port that publishers connect to (or RTMP_PORT; ${DEFAULT_RTMP_PORT})
  --state DIR      folder of channels, recordings and secrets (or RILL_STATE; .rill)
  --no-demo        leave the test card out
  --verbose        show every line of every part
  --help           this text

FFMPEG_PATH names an ffmpeg other than the one on the PATH.
`;

export function parseStartArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartArguments {
  const read = readOptions(argv);
  if (typeof read === "string") return { kind: "faulty", faults: [read] };
  if (read.help) return { kind: "help" };
  const faults: string[] = [];
  const port = readPort("--port", read.port ?? env["PORT"], DEFAULT_PORT, faults);
  const rtmpPort = readPort("--rtmp-port", read["rtmp-port"] ?? env["RTMP_PORT"], DEFAULT_RTMP_PORT, faults);
  if (port === rtmpPort && faults.length === 0) faults.push(`--port and --rtmp-port are both ${port}`);
  const stateDir = read.state ?? env["RILL_STATE"] ?? null;
  if (stateDir === "") faults.push("--state needs a folder");
  if (faults.length > 0) return { kind: "faulty", faults };
  return {
    kind: "run",
    settings: { port, rtmpPort, stateDir, demo: read.demo ?? true, verbose: read.verbose ?? false },
  };
}

type Options = {
  readonly port?: string;
  readonly "rtmp-port"?: string;
  readonly state?: string;
  readonly demo?: boolean;
  readonly verbose?: boolean;
  readonly help?: boolean;
};

/** The options as given, or what is wrong with them. */
function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      allowNegative: true,
      options: {
        port: { type: "string" },
        "rtmp-port": { type: "string" },
        state: { type: "string" },
        demo: { type: "boolean" },
        verbose: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    // parseArgs adds advice on positional arguments after its first sentence.
    return error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error);
  }
}

function readPort(flag: string, text: string | undefined, fallback: number, faults: string[]): number {
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  faults.push(`${flag} needs a number from 1 to 65535, not "${text}"`);
  return fallback;
}

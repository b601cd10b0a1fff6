/** Entry of the TCP gateway for IRC: settings, then serve until told to stop. Prints one JSON line an event. */
import { createLog } from "../log.ts";
import { IrcTcpGateway } from "./server.ts";
import { parseSettings, renderHelp } from "./settings.ts";

/** A gateway that was told to stop and hangs ends itself. */
const STOP_DEADLINE_MS = 5000;

async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    process.stdout.write(renderHelp());
    return 0;
  }
  const parsed = parseSettings(process.env);
  if (parsed.outcome === "faulty") {
    for (const fault of parsed.faults) process.stderr.write(`${fault}\n`);
    return 2;
  }
  const { logLevel, ...settings } = parsed.settings;
  const log = createLog(logLevel, (line) => process.stdout.write(line), Date.now);
  const gateway = new IrcTcpGateway({ ...settings, log });
  try {
    const port = await gateway.listen();
    log("info", "listening", { host: settings.host, port, tls: settings.tls !== null, url: settings.url });
  } catch (error) {
    process.stderr.write(`${sentenceFor(error, settings)}\n`);
    return 4;
  }
  await stopSignal();
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await gateway.stop();
  log("info", "stopped");
  return 0;
}

function sentenceFor(error: unknown, { host, port }: { readonly host: string; readonly port: number }): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") return `Port ${port} is in use: end what holds it, or choose another with IRC_PORT.`;
  if (code === "EACCES") return `Port ${port} may not be opened: choose one above 1023 with IRC_PORT.`;
  if (code === "ENOENT") return `The key or certificate is not there: ${String(error)}`;
  return `IRC cannot listen on ${host}:${port}: ${String(error)}`;
}

/** SIGINT, SIGTERM, or the end of a parent that started this process with an IPC channel. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
    process.once("disconnect", () => resolve());
  });
}

process.exit(await main());

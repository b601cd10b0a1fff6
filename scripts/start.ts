/** `npm start`: the whole of Rill on this machine, until Ctrl-C. Knows the terminal and the signals; the stack knows the parts. */
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { DEMO_LOGIN } from "./stack/demo.ts";
import { freeBytes, MIN_FREE_BYTES, roomSentence } from "./stack/state-dir.ts";
import { type Stack, startStack } from "./stack.ts";
import { parseStartArguments, START_HELP, type StartSettings } from "./start/arguments.ts";
import { Screen } from "./start/screen.ts";
import { type NodeHealth, readHealth, renderStatus } from "./start/status.ts";

/** How often the status line is made anew, milliseconds. */
const STATUS_MS = 2000;
/** npm and the terminal both pass one Ctrl-C on: signals this close together are one, milliseconds. */
const SAME_SIGNAL_MS = 800;

const read = parseStartArguments(process.argv.slice(2), process.env);
if (read.kind === "help") {
  process.stdout.write(START_HELP);
} else if (read.kind === "faulty") {
  process.stderr.write(`${read.faults.join("\n")}\nSee npm start -- --help.\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await run(read.settings);
  process.exit();
}

/** Runs until asked to end; answers the exit code. */
async function run(settings: StartSettings): Promise<number> {
  const screen = new Screen(process.stdout, settings.verbose, () => performance.now());
  const stateDir = settings.stateDir === null ? join(ROOT, ".rill") : resolve(settings.stateDir);
  const health = new Map<string, NodeHealth>();
  const end = new AbortController();
  let stack: Stack | null = null;
  watchSignals(end, () => stack?.destroy());
  try {
    stack = await startStack({
      ...settings,
      stateDir,
      signal: end.signal,
      onLog: (entry) => {
        screen.entry(entry);
        const said = entry.source === "transcoder" ? readHealth(entry.fields) : null;
        if (said !== null) health.set(said.login, said);
      },
    });
    for (const line of welcome(stack, settings.demo)) screen.line(line);
    await showStatus(stack, screen, health, stateDir, end.signal);
    screen.clear();
    screen.line("Ending ...");
    await stack.stop();
    return 0;
  } catch (error) {
    if (end.signal.aborted) return 0;
    screen.clear();
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

function welcome(stack: Stack, demo: boolean): readonly string[] {
  return [
    `Rill is up: ${demo ? `${stack.url}/${DEMO_LOGIN}` : stack.url}`,
    `Publish to ${stack.rtmpUrl} with the stream key of \`npm run --silent channel -- create <login>\`. Ctrl-C ends it.`,
  ];
}

/** Keeps the status line true until the signal; says once when the disk runs full. */
async function showStatus(
  stack: Stack,
  screen: Screen,
  health: ReadonlyMap<string, NodeHealth>,
  stateDir: string,
  signal: AbortSignal,
): Promise<void> {
  let warned = false;
  while (!signal.aborted) {
    const live = await stack.live().catch(() => null);
    if (signal.aborted) return;
    screen.status(renderStatus(live, health));
    const free = await freeBytes(stateDir).catch(() => 0);
    if (free < MIN_FREE_BYTES && !warned) screen.line(roomSentence(stateDir, free));
    warned = free < MIN_FREE_BYTES;
    await sleep(STATUS_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The first signal ends everything in order, a second one at once. A closed terminal and a dead parent count as a signal. */
function watchSignals(end: AbortController, force: () => void): void {
  let first = 0;
  const onSignal = (): void => {
    if (first === 0) {
      first = performance.now();
      end.abort();
    } else if (performance.now() - first > SAME_SIGNAL_MS) {
      force();
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  process.on("disconnect", onSignal);
  process.channel?.unref();
  // A terminal that is gone takes no more lines; ending in order matters more.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
}

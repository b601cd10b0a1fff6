/**
 * `npm run --silent channel`: makes channels, changes their keys, lists them. Asks the Worker of the running `npm start`, or runs the
 * Worker on the same state for a moment. Stdout holds the answer and nothing else.
 */
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CHANNEL_HELP, type ChannelCommand, parseChannelArguments } from "./channel/arguments.ts";
import { SetupFault } from "./setup/find-tool.ts";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { type Api, createApi } from "./stack/api.ts";
import { acquireLock, type Lock } from "./stack/lock.ts";
import { readSecrets } from "./stack/secrets.ts";
import { prepareStateDir } from "./stack/state-dir.ts";
import { runWorker } from "./worker/run-worker.ts";

/** How long a holder of the folder that is just starting is waited for, milliseconds: a first start installs and builds. */
const HOLDER_WITHIN_MS = 60_000;
const HOLDER_RETRY_MS = 200;

const read = parseChannelArguments(process.argv.slice(2), process.env);
if (read.kind === "help") {
  process.stdout.write(CHANNEL_HELP);
} else if (read.kind === "faulty") {
  process.stderr.write(`${read.fault}.\n${CHANNEL_HELP}`);
  process.exitCode = 1;
} else {
  try {
    const lines = await withApi(resolve(read.stateDir ?? join(ROOT, ".rill")), (api) => answer(api, read.command));
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

async function answer(api: Api, command: ChannelCommand): Promise<readonly unknown[]> {
  if (command.kind === "list") return api.channels();
  const made =
    command.kind === "create"
      ? await api.createChannel(command.login, command.title)
      : await api.rotateKey(command.login);
  return [{ login: made.login, id: made.id, streamKey: made.streamKey }];
}

/** Calls with the API of the state folder's Worker, wherever it runs. */
async function withApi<Value>(folder: string, use: (api: Api) => Promise<Value>): Promise<Value> {
  await prepareStateDir(folder);
  const stateDir = await realpath(folder);
  const secrets = await readSecrets(stateDir);
  const until = performance.now() + HOLDER_WITHIN_MS;
  for (;;) {
    const taking = await acquireLock(stateDir);
    if (taking.kind === "held") return useOwnWorker(stateDir, secrets, taking.lock, use);
    if (taking.by.url !== null) return use(createApi(taking.by.url, secrets.operatorToken));
    if (performance.now() > until) {
      throw new SetupFault(`Process ${taking.by.pid} holds ${stateDir} but serves no Worker; end it and try again.`);
    }
    await sleep(HOLDER_RETRY_MS);
  }
}

async function useOwnWorker<Value>(
  stateDir: string,
  secrets: Awaited<ReturnType<typeof readSecrets>>,
  lock: Lock,
  use: (api: Api) => Promise<Value>,
): Promise<Value> {
  try {
    const log = (level: string, line: string): void => {
      if (level === "warn" || level === "error") process.stderr.write(`worker: ${line}\n`);
    };
    const worker = await runWorker({ port: 0, stateDir, secrets, log });
    try {
      return await use(createApi(worker.url, secrets.operatorToken));
    } finally {
      await worker.close();
    }
  } finally {
    await lock.release();
  }
}

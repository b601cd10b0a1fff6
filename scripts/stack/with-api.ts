/** Calls of the API of a state folder's Worker, wherever it runs: the running `npm start`, or a Worker that is run for a moment. */
import { realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupFault } from "../setup/find-tool.ts";
import { runWorker } from "../worker/run-worker.ts";
import { type Api, createApi } from "./api.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { outsideSettings } from "./outside-settings.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import { prepareStateDir } from "./state-dir.ts";

/** How long a holder of the folder that is just starting is waited for, milliseconds: a first start installs and builds. */
const HOLDER_WITHIN_MS = 60_000;
const HOLDER_RETRY_MS = 200;

export async function withApi<Value>(folder: string, use: (api: Api) => Promise<Value>): Promise<Value> {
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
  secrets: Secrets,
  lock: Lock,
  use: (api: Api) => Promise<Value>,
): Promise<Value> {
  try {
    const log = (level: string, line: string): void => {
      if (level === "warn" || level === "error") process.stderr.write(`worker: ${line}\n`);
    };
    const worker = await runWorker({ port: 0, stateDir, secrets, outside: outsideSettings(process.env), log });
    try {
      return await use(createApi(worker.url, secrets.operatorToken));
    } finally {
      await worker.close();
    }
  } finally {
    await lock.release();
  }
}

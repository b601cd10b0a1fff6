/** `npm run deploy`: the pages, the database's migrations and the Worker to Cloudflare, with whatever account wrangler is logged in to. */

import { join } from "node:path";
import { isQueueMissing, makeQueues, type QueuesConfig, queuesOf } from "./deploy/queues.ts";
import { adviceFor, secretsIn } from "./deploy/settings.ts";
import { SetupFault } from "./setup/find-tool.ts";
import { ROOT } from "./setup/root.ts";
import { type Finished, runProgram } from "./setup/run-program.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";

/** The database id that wrangler.toml has before a database is made. */
const NO_DATABASE = "00000000-0000-0000-0000-000000000000";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  await deploy();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

async function deploy(): Promise<void> {
  await checkLogin();
  const config = await readConfig();
  checkDatabase(config.databaseIds);
  await checkQueues(config);
  await ensureWebBuilt(say);
  await wrangler("The migrations could not be applied.", ["d1", "migrations", "apply", "DB", "--remote"]);
  await wrangler("The Worker could not be deployed.", ["deploy"]);
  const advice = adviceFor([...secretsIn(await ask(["secret", "list"])), ...config.variables]);
  for (const line of advice.length === 0 ? [] : ["Deployed.", ...advice]) say(line);
}

type Config = QueuesConfig & { readonly databaseIds: readonly string[]; readonly variables: readonly string[] };

/** wrangler.toml as wrangler reads it. */
async function readConfig(): Promise<Config> {
  const { unstable_readConfig } = await import("wrangler");
  const { d1_databases, queues, vars } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  const databaseIds = d1_databases.map(({ database_id = NO_DATABASE }) => database_id);
  return { queues, databaseIds, variables: Object.keys(vars) };
}

/** What wrangler says, without colours. */
function ask(args: readonly string[]): Promise<Finished> {
  return runProgram("wrangler", args, { env: { NO_COLOR: "1" } });
}

async function checkLogin(): Promise<void> {
  const { code, output } = await ask(["whoami"]);
  if (code === 0 && !/not authenticated/i.test(output)) return;
  throw new SetupFault("wrangler is not logged in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
}

function checkDatabase(databaseIds: readonly string[]): void {
  if (!databaseIds.includes(NO_DATABASE)) return;
  throw new SetupFault(
    "wrangler.toml names no database and bucket of yours yet: run `npx wrangler d1 create rill` and " +
      "`npx wrangler r2 bucket create rill-media`, and put the database's id into wrangler.toml.",
  );
}

async function checkQueues(config: QueuesConfig): Promise<void> {
  const names = queuesOf(config);
  const answers = await Promise.all(names.map((name) => ask(["queues", "info", name])));
  const missing = names.filter((name, at) => isQueueMissing(name, answers[at] ?? { code: 0, output: "" }));
  if (missing.length === 0) return;
  throw new SetupFault(`The account lacks queues that wrangler.toml names: run \`${makeQueues(missing)}\`.`);
}

async function wrangler(fault: string, args: readonly string[]): Promise<void> {
  const { code } = await runProgram("wrangler", args, { show: true, env: { CI: "1" } });
  if (code !== 0) throw new SetupFault(`${fault} wrangler's message above says why.`);
}

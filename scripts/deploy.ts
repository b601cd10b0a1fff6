/** `npm run deploy`: the pages, the database's migrations and the Worker to Cloudflare, with whatever account wrangler is logged in to. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SetupFault } from "./setup/find-tool.ts";
import { ROOT } from "./setup/root.ts";
import { runProgram } from "./setup/run-program.ts";
import { sentenceOf } from "./setup/sentence.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";

const SECRETS = [
  { name: "NODE_TOKEN", use: "what transcoder nodes show (their RILL_NODE_TOKEN)" },
  { name: "OPERATOR_TOKEN", use: "what creates channels and users, and rotates stream keys" },
  { name: "CHAT_SECRET", use: "what chat tickets are signed with" },
  { name: "AUTH_SECRET", use: "what accounts' cookies are signed with" },
] as const;

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
  await checkDatabase();
  await ensureWebBuilt(say);
  await wrangler("The migrations could not be applied.", ["d1", "migrations", "apply", "DB", "--remote"]);
  await wrangler("The Worker could not be deployed.", ["deploy"]);
  const missing = await missingSecrets();
  if (missing.length === 0) return;
  say(
    "Deployed. It refuses publishers, channels, tickets and accounts until these secrets are set (any long random text):",
  );
  for (const { name, use } of missing) say(`  npx wrangler secret put ${name}    ${use}`);
}

async function checkLogin(): Promise<void> {
  const { code, output } = await runProgram("wrangler", ["whoami"], { env: { NO_COLOR: "1" } });
  if (code === 0 && !/not authenticated/i.test(output)) return;
  throw new SetupFault("wrangler is not logged in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
}

async function checkDatabase(): Promise<void> {
  if (!(await readFile(join(ROOT, "wrangler.toml"), "utf8")).includes(NO_DATABASE)) return;
  throw new SetupFault(
    "wrangler.toml names no database and bucket of yours yet: run `npx wrangler d1 create rill` and " +
      "`npx wrangler r2 bucket create rill-media`, make the queues as the README says, make the queues that the README names, and put the database's id into wrangler.toml.",
  );
}

async function wrangler(fault: string, args: readonly string[]): Promise<void> {
  const { code } = await runProgram("wrangler", args, { show: true, env: { CI: "1" } });
  if (code !== 0) throw new SetupFault(`${fault} wrangler's message above says why.`);
}

/** Secrets that the deployed Worker does not have. When wrangler cannot tell, all are named. */
async function missingSecrets(): Promise<readonly (typeof SECRETS)[number][]> {
  const { code, output } = await runProgram("wrangler", ["secret", "list"], { env: { NO_COLOR: "1" } });
  return SECRETS.filter(({ name }) => code !== 0 || !output.includes(`"${name}"`));
}

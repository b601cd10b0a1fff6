/**
 * `npm run --silent user`: makes users, hands out access tokens, renames. Asks the Worker of the running `npm start`, or runs the Worker on
 * the same state for a moment. Stdout holds one line of JSON and nothing else.
 */
import { join, resolve } from "node:path";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import type { Api } from "./stack/api.ts";
import { withApi } from "./stack/with-api.ts";
import { parseUserArguments, USER_HELP, type UserCommand } from "./user/arguments.ts";

const read = parseUserArguments(process.argv.slice(2), process.env);
if (read.kind === "help") {
  process.stdout.write(USER_HELP);
} else if (read.kind === "faulty") {
  process.stderr.write(`${read.fault}.\n${USER_HELP}`);
  process.exitCode = 1;
} else {
  try {
    const line = await withApi(resolve(read.stateDir ?? join(ROOT, ".rill")), (api) => answer(api, read.command));
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function answer(api: Api, command: UserCommand): Promise<unknown> {
  switch (command.kind) {
    case "create":
      return api.createUser({ login: command.login, displayName: command.displayName, staff: command.staff });
    case "token":
      return api.createToken(command.login, { scopes: command.scopes, days: command.days });
    case "rename":
      return api.changeUser(command.login, { login: command.to });
  }
}

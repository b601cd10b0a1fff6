/**
 * `npm run --silent user`: makes users, hands out access tokens, renames. Asks the Worker of the running `npm start`, or runs the Worker on
 * the same state for a moment. Stdout holds one line of JSON and nothing else.
 */
import type { Api } from "./stack/api.ts";
import { runApiCommand } from "./stack/api-command.ts";
import { parseUserArguments, USER_HELP, type UserCommand } from "./user/arguments.ts";

await runApiCommand(parseUserArguments(process.argv.slice(2), process.env), USER_HELP, async (api, command) => [
  await answer(api, command),
]);

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

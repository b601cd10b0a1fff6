/**
 * `npm run --silent flags`: shows and changes operator settings and feature flags. Asks the Worker of the running `npm start`, or runs the Worker
 * on the same state for a moment. Stdout holds one line of JSON and nothing else.
 */
import { FLAGS_HELP, type FlagsCommand, parseFlagsArguments } from "./flags/arguments.ts";
import type { Api } from "./stack/api.ts";
import { runApiCommand } from "./stack/api-command.ts";

await runApiCommand(parseFlagsArguments(process.argv.slice(2), process.env), FLAGS_HELP, async (api, command) => [
  await answer(api, command),
]);

function answer(api: Api, command: FlagsCommand): Promise<unknown> {
  switch (command.kind) {
    case "list":
      return api.flags();
    case "show":
      return api.flag(command.name);
    case "set":
      return api.setFlag(command.name, command.to);
  }
}

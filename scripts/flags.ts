/**
 * `npm run --silent flags`: shows and changes operator settings and feature flags. Asks the Worker of the running `npm start`, or runs the Worker
 * on the same state for a moment. Stdout holds one line of JSON and nothing else.
 */
import { join, resolve } from "node:path";
import { FLAGS_HELP, type FlagsCommand, parseFlagsArguments } from "./flags/arguments.ts";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import type { Api } from "./stack/api.ts";
import { withApi } from "./stack/with-api.ts";

const read = parseFlagsArguments(process.argv.slice(2), process.env);
if (read.kind === "help") {
  process.stdout.write(FLAGS_HELP);
} else if (read.kind === "faulty") {
  process.stderr.write(`${read.fault}.\n${FLAGS_HELP}`);
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

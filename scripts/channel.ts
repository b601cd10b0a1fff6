/**
 * `npm run --silent channel`: makes channels, changes their keys, lists them. Asks the Worker of the running `npm start`, or runs the
 * Worker on the same state for a moment. Stdout holds the answer and nothing else.
 */
import { join, resolve } from "node:path";
import { CHANNEL_HELP, type ChannelCommand, parseChannelArguments } from "./channel/arguments.ts";
import { ROOT } from "./setup/root.ts";
import { sentenceOf } from "./setup/sentence.ts";
import type { Api } from "./stack/api.ts";
import { withApi } from "./stack/with-api.ts";

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

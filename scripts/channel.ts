/**
 * `npm run --silent channel`: makes channels, changes their keys, lists them. Asks the Worker of the running `npm start`, or runs the
 * Worker on the same state for a moment. Stdout holds the answer and nothing else.
 */
import { CHANNEL_HELP, type ChannelCommand, parseChannelArguments } from "./channel/arguments.ts";
import type { Api } from "./stack/api.ts";
import { runApiCommand } from "./stack/api-command.ts";

await runApiCommand(parseChannelArguments(process.argv.slice(2), process.env), CHANNEL_HELP, answer);

async function answer(api: Api, command: ChannelCommand): Promise<readonly unknown[]> {
  if (command.kind === "list") return api.channels();
  const made =
    command.kind === "create"
      ? await api.createChannel(command.login, command.title)
      : await api.rotateKey(command.login);
  return [{ login: made.login, id: made.id, streamKey: made.streamKey }];
}

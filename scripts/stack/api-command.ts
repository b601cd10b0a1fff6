/** What the commands that ask the API share: help, faults and answers on the right stream, and the exit code. Knows no command's inside. */
import { join, resolve } from "node:path";
import { ROOT } from "../setup/root.ts";
import { sentenceOf } from "../setup/sentence.ts";
import type { Api } from "./api.ts";
import type { ReadArguments } from "./command-line.ts";
import { withApi } from "./with-api.ts";

/** Runs the command; each of its answers is one line of JSON on stdout, which holds nothing else. */
export async function runApiCommand<Command>(
  read: ReadArguments<Command>,
  help: string,
  answer: (api: Api, command: Command) => Promise<readonly unknown[]>,
): Promise<void> {
  process.stdout.on("error", endWithReader);
  if (read.kind === "help") {
    process.stdout.write(help);
    return;
  }
  if (read.kind === "faulty") {
    process.stderr.write(`${read.fault}.\n${help}`);
    process.exitCode = 1;
    return;
  }
  try {
    const lines = await withApi(resolve(read.stateDir ?? join(ROOT, ".rill")), (api) => answer(api, read.command));
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** Whoever reads the answers has had enough (`... | head`): nothing is wrong. */
function endWithReader(fault: NodeJS.ErrnoException): void {
  if (fault.code !== "EPIPE") throw fault;
  process.exit();
}

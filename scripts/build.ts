/** `npm run build`: the pages into web/dist, when their sources changed. */
import { sentenceOf } from "./setup/sentence.ts";
import { ensureWebBuilt } from "./stack/web-build.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  if (!(await ensureWebBuilt(say))) say("The pages are up to date.");
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

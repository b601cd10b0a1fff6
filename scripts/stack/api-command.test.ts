import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { ROOT } from "../setup/root.ts";

test("a command whose reader has gone away ends without a word", async () => {
  const child = spawn(process.execPath, [join(ROOT, "scripts/categories.ts"), "--help"]);
  // Long before the program writes: it has only been started.
  child.stdout.destroy();
  const [[code], said] = await Promise.all([once(child, "close"), text(child.stderr)]);
  expect([code, said]).toEqual([0, ""]);
});

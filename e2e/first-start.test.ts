/** The first moments of an installation: whoever asks at once finds nobody home, or everything in its place. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { claimPort } from "#scripts/stack/ports.ts";
import { type RunningWorker, runWorker } from "#scripts/worker/run-worker.ts";

const SECRETS = {
  nodeToken: "node-token-of-this-test",
  operatorToken: "operator-token-of-this-test",
  chatSecret: "chat-secret-of-more-than-32-characters",
  authSecret: "auth-secret-of-more-than-32-characters",
};

/** The status of the first answer at all. */
async function firstStatus(url: string): Promise<number> {
  for (;;) {
    try {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      // Nobody listens yet.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

test("the first answer of a new installation is a whole one, and its timed chores are done", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "rill-first-start-"));
  const port = await claimPort(0, { purpose: "the Worker of this test", flag: "--port", variable: "PORT" });
  const lines: string[] = [];
  let worker: RunningWorker | undefined;
  try {
    const asked = firstStatus(`http://127.0.0.1:${port}/api/categories`);
    const log = (level: string, line: string): void => void lines.push(`${level}: ${line}`);
    worker = await runWorker({ port, stateDir, secrets: SECRETS, hasClock: true, log });
    expect(await asked).toBe(200);
    await vi.waitFor(() => expect(lines).toContain('debug: the timed chores of "*/5 * * * *" ended: ok'), 30_000);
    await worker.close();
    worker = undefined;
    expect(lines.filter((line) => !line.startsWith("debug: "))).toEqual([
      expect.stringMatching(/^info: applied migrations: 0001_channels\.sql, /),
    ]);
  } finally {
    await worker?.close();
    await rm(stateDir, { recursive: true, force: true });
  }
});

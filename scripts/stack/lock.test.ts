import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireLock, readHolder } from "./lock.ts";
import { readSecrets } from "./secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rill-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function take() {
  const taking = await acquireLock(folder);
  if (taking.kind === "taken") throw new Error(`taken by ${taking.by.pid}`);
  return taking.lock;
}

test("a held folder names its holder and the holder's address, and is free once released", async () => {
  const lock = await take();
  await lock.setUrl("http://127.0.0.1:1");
  const again = await acquireLock(folder);
  expect(again).toMatchObject({ kind: "taken", by: { pid: process.pid, url: "http://127.0.0.1:1" } });
  await lock.release();
  expect(await readHolder(folder)).toBeNull();
  await (await take()).release();
});

test("a holder that died, or whose number another process has now, holds nothing", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const file = join(folder, "running.json");
  for (const holder of [
    { pid: child.pid, started: "1", url: null },
    { pid: process.pid, started: "1", url: null },
    "torn",
  ]) {
    await writeFile(file, JSON.stringify(holder));
    await (await take()).release();
  }
});

test("of many that ask at once one gets the folder", async () => {
  const takings = await Promise.all(Array.from({ length: 8 }, () => acquireLock(folder)));
  expect(takings.filter((taking) => taking.kind === "held").length).toBe(1);
});

test("secrets are made once, are long, and are readable by their owner alone", async () => {
  const [first, second] = await Promise.all([readSecrets(folder), readSecrets(folder)]);
  expect(second).toEqual(first);
  const { chatSecret, authSecret, ...stored } = first;
  const secrets = [stored.nodeToken, stored.operatorToken, chatSecret, authSecret];
  expect(secrets.map((secret) => secret.length)).toEqual([43, 43, 43, 43]);
  expect(new Set(secrets).size).toBe(4);
  const file = join(folder, "secrets.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(stored);
  await writeFile(file, "{");
  await expect(readSecrets(folder)).rejects.toThrow(`${file} is damaged; delete it to have it made anew.`);
});

import { expect, test } from "vitest";
import { Coalescer } from "./coalesce.ts";

function calls() {
  const open: { resolve: (value: string) => void; reject: (cause: Error) => void }[] = [];
  const work = () => new Promise<string>((resolve, reject) => open.push({ resolve, reject }));
  return { open, work };
}

test("all who ask at the same time share one call, which is kept alive by its first", async () => {
  const coalescer = new Coalescer<string>();
  const { open, work } = calls();
  const kept: Promise<unknown>[] = [];
  const answers = [1, 2, 3].map(() => coalescer.run("a", (one) => kept.push(one), work));
  open[0]?.resolve("yes");
  expect([await Promise.all(answers), open.length, kept.length]).toEqual([["yes", "yes", "yes"], 1, 1]);
});

test("once a call has settled, the next who asks makes a new one", async () => {
  const coalescer = new Coalescer<string>();
  const { open, work } = calls();
  const first = coalescer.run("a", () => undefined, work);
  open[0]?.resolve("old");
  await first;
  const second = coalescer.run("a", () => undefined, work);
  open[1]?.resolve("new");
  expect(await second).toBe("new");
});

test("when the shared call fails, those who joined share one more", async () => {
  const coalescer = new Coalescer<string>();
  const { open, work } = calls();
  const leader = coalescer.run("a", () => undefined, work);
  const joined = [1, 2].map(() => coalescer.run("a", () => undefined, work));
  open[0]?.reject(new Error("the leader is gone"));
  await expect(leader).rejects.toThrow("the leader is gone");
  await Promise.resolve();
  open[1]?.resolve("second try");
  expect([await Promise.all(joined), open.length]).toEqual([["second try", "second try"], 2]);
});

test("different keys do not wait for each other", async () => {
  const coalescer = new Coalescer<string>();
  const { open, work } = calls();
  void coalescer.run("a", () => undefined, work);
  const other = coalescer.run("b", () => undefined, work);
  open[1]?.resolve("b");
  expect(await other).toBe("b");
});

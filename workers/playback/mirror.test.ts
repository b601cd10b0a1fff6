import { expect, test } from "vitest";
import { applyEvent, emptyTimeline, type Timeline, type TimelineEvent } from "#media/timeline/timeline.ts";
import { BundleMaker } from "#testing/bundles.ts";
import { Mirror } from "./mirror.ts";

/** A channel's object as the mirror sees it: each call of `next` is answered by hand. */
function world() {
  const open: { cursor: unknown; timeoutMs: number; answer: (news: unknown) => void; fail: (cause: Error) => void }[] =
    [];
  const stub = {
    next: (cursor: unknown, timeoutMs: number) =>
      new Promise((answer, fail) => open.push({ cursor, timeoutMs, answer, fail })),
  };
  const leaving = new AbortController();
  const visit = {
    objects: { getByName: () => stub },
    keepAlive: () => undefined,
    signal: leaving.signal,
    deadline: Date.now() + 5000,
  };
  const call = async (index: number) => {
    while (open[index] === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    return open[index];
  };
  return { open, call, leaving, visit, mirror: new Mirror("1001") };
}

const maker = new BundleMaker({ epoch: 1, nextSeq: 0, nextMsn: 0, mediaEnd: 0, nextInit: 0 });
const EVENTS: TimelineEvent[] = maker.take(4).map(({ header }) => ({ kind: "bundle", header }));

function timelineAt(version: number): Timeline {
  let timeline = emptyTimeline("1001", "77", 0);
  for (const event of EVENTS.slice(0, version)) {
    const applied = applyEvent(timeline, event);
    if (applied.outcome === "applied") timeline = applied.timeline;
  }
  return timeline;
}

const snapshot = (version: number, instance = "one") => ({ kind: "snapshot", instance, timeline: timelineAt(version) });
const events = (from: number, to: number) => ({
  kind: "events",
  instance: "one",
  from,
  to,
  events: EVENTS.slice(from, to),
});

async function synced(version: number) {
  const made = world();
  const sync = made.mirror.sync(made.visit);
  (await made.call(0)).answer(snapshot(version));
  await sync;
  return made;
}

test("the mirror becomes what the object is, by the same events, while any number wait with one call", async () => {
  const { mirror, visit, call, open } = await synced(1);
  const waits = [1, 2, 3].map(() => mirror.until(visit, ({ version }) => version >= 3));
  const first = await call(1);
  expect([first.cursor, open.length]).toEqual([{ instance: "one", broadcastId: "77", version: 1 }, 2]);
  first.answer(events(1, 2));
  (await call(2)).answer(events(2, 3));
  expect([await Promise.all(waits), open.length, mirror.timeline]).toEqual([[true, true, true], 3, timelineAt(3)]);
});

test("answers that crossed do not turn the mirror back", async () => {
  const { mirror, visit, call } = await synced(1);
  const wait = mirror.until(visit, ({ version }) => version >= 3);
  const late = mirror.sync(visit, -1);
  (await call(1)).answer(events(1, 3));
  expect(await wait).toBe(true);
  (await call(2)).answer(snapshot(2));
  expect(await late).toEqual(timelineAt(3));
});

test("another instance's snapshot is taken as it is", async () => {
  const { mirror, visit, call } = await synced(3);
  const sync = mirror.sync(visit, -1);
  (await call(1)).answer(snapshot(2, "two"));
  expect(await sync).toEqual(timelineAt(2));
});

test("a fresh mirror asks nobody", async () => {
  const { mirror, visit, open } = await synced(1);
  expect([await mirror.sync(visit), open.length]).toEqual([timelineAt(1), 1]);
});

test("a viewer that leaves waits no longer, the others do", async () => {
  const { mirror, visit, call, leaving } = await synced(1);
  const stays = mirror.until({ ...visit, signal: new AbortController().signal }, ({ version }) => version >= 2);
  const leaves = mirror.until(visit, ({ version }) => version >= 2);
  const waiting = await call(1);
  leaving.abort();
  expect(await leaves).toBe(false);
  waiting.answer(events(1, 2));
  expect(await stays).toBe(true);
});

test("a hold ends at its deadline", async () => {
  const { mirror, visit } = await synced(1);
  expect(await mirror.until({ ...visit, deadline: Date.now() + 5 }, ({ version }) => version >= 2)).toBe(false);
});

test("a call that dies with its object is made again, one that is refused by an overloaded object is not", async () => {
  const { mirror, visit, call, open } = await synced(1);
  const wait = mirror.until(visit, ({ version }) => version >= 2);
  (await call(1)).fail(new Error("the object was reset"));
  (await call(2)).answer(snapshot(2, "two"));
  expect(await wait).toBe(true);
  const refused = mirror.until(visit, ({ version }) => version >= 3);
  (await call(3)).fail(Object.assign(new Error("too much"), { overloaded: true }));
  await expect(refused).rejects.toMatchObject({ code: "unavailable" });
  expect(open.length).toBe(4);
});

test("while the object is recovering a request is told to come back", async () => {
  const { mirror, visit, call } = await synced(1);
  const sync = mirror.sync(visit, -1);
  (await call(1)).answer({ kind: "recovering" });
  await expect(sync).rejects.toMatchObject({ code: "unavailable" });
});

test("when no more is to come, nobody waits", async () => {
  const { mirror, visit, call, open } = await synced(1);
  const wait = mirror.until(visit, ({ version }) => version >= 9);
  (await call(1)).answer({ kind: "events", instance: "one", from: 1, to: 2, events: [{ kind: "ended" }] });
  expect([await wait, open.length]).toEqual([false, 2]);
});

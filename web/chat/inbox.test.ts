import { expect, test } from "vitest";
import { BATCH_DEFLATED, BATCH_PLAIN } from "#protocol/chat/batch.ts";
import { Inbox, MAX_WAITING_FRAMES } from "./inbox.ts";

const frame = (flag: number, text: string) => new Uint8Array([flag, ...new TextEncoder().encode(text)]);
const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function start(onBatch: (json: Uint8Array) => void = () => undefined) {
  const heard: string[] = [];
  const inflating: { readonly done: () => void; readonly fail: () => void }[] = [];
  const inbox = new Inbox(
    (bytes) =>
      new Promise((resolve, reject) => inflating.push({ done: () => resolve(bytes), fail: () => reject(new Error()) })),
    {
      onText: (text) => heard.push(text),
      onBatch: (json) => {
        onBatch(json);
        heard.push(read(json));
      },
      onFault: () => heard.push("fault"),
    },
  );
  return { inbox, heard, inflating };
}
const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

test("what needs no inflating is handed on at once", () => {
  const { inbox, heard } = start();
  inbox.take("pong");
  inbox.take(frame(BATCH_PLAIN, "a"));
  expect(heard).toEqual(["pong", "a"]);
});

test("frames keep their order behind one that is being inflated", async () => {
  const { inbox, heard, inflating } = start();
  inbox.take(frame(BATCH_DEFLATED, "1"));
  inbox.take("2");
  inbox.take(frame(BATCH_DEFLATED, "3"));
  inbox.take(frame(BATCH_PLAIN, "4"));
  expect(heard).toEqual([]);
  inflating[0]?.done();
  await settled();
  expect(heard).toEqual(["1", "2"]);
  inflating[1]?.done();
  await settled();
  expect(heard).toEqual(["1", "2", "3", "4"]);
});

test("what cannot be inflated or read ends it: nothing is handed on afterwards", async () => {
  const spoilt = start();
  spoilt.inbox.take(frame(BATCH_DEFLATED, "1"));
  spoilt.inbox.take("2");
  spoilt.inflating[0]?.fail();
  await settled();
  spoilt.inbox.take("3");
  expect(spoilt.heard).toEqual(["fault"]);

  const unread = start(() => {
    throw new Error("no batch");
  });
  unread.inbox.take(frame(BATCH_PLAIN, "x"));
  expect(unread.heard).toEqual(["fault"]);
});

test("so many frames wait and no more", () => {
  const { inbox, heard } = start();
  inbox.take(frame(BATCH_DEFLATED, "1"));
  for (let at = 0; at < MAX_WAITING_FRAMES; at++) inbox.take("x");
  expect(heard).toEqual([]);
  inbox.take("x");
  expect(heard).toEqual(["fault"]);
});

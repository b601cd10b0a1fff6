import { afterEach, expect, test, vi } from "vitest";
import { api, freshUntil, until, vods } from "./client.ts";

type Asked = { readonly address: string; readonly init: RequestInit };
const asked: Asked[] = [];

/** The network, as far as the client sees it. */
function listen(): void {
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    asked.push({ address, init });
    return Promise.resolve(new Response("{}"));
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  asked.length = 0;
});

test("a call goes to the page's own origin, asks for JSON, and sends what it was given", async () => {
  listen();
  await api.channels[":login"].schedule.segments[":segment"].$patch({
    param: { login: "ann", segment: "one" },
    json: { title: "Later" },
  });
  await api.live.$get({ query: { tag: "a b", cursor: "x" } });
  await vods[":id"].$get({ param: { id: "7" } });
  expect(
    asked.map(({ address, init: { method, body, headers } }) => [
      ...[method, address, body],
      Object.fromEntries(new Headers(headers)),
    ]),
  ).toEqual([
    [
      ...["PATCH", "/api/channels/ann/schedule/segments/one", '{"title":"Later"}'],
      { accept: "application/json", "content-type": "application/json" },
    ],
    ["GET", "/api/live?tag=a+b&cursor=x", undefined, { accept: "application/json" }],
    ["GET", "/vods/7", undefined, { accept: "application/json" }],
  ]);
});

test("a call ends with what asked for it, and goes past the browser's memory where it is to", async () => {
  listen();
  const over = new AbortController();
  await api.me.$get({}, until(over.signal));
  await api.me.$get({}, freshUntil(over.signal));
  const isOver = () => asked.map(({ init }) => init.signal?.aborted);
  expect([asked.map(({ init }) => init.cache), isOver()]).toEqual([
    [undefined, "no-store"],
    [false, false],
  ]);
  over.abort();
  expect(isOver()).toEqual([true, true]);
});

test("pictures go as the form that they are", async () => {
  listen();
  const body = new FormData();
  await api.channels[":login"].avatar.$put({ param: { login: "ann" } }, { init: { body } });
  expect(asked.map(({ init }) => [init.body === body, new Headers(init.headers).has("content-type")])).toEqual([
    [true, false],
  ]);
});

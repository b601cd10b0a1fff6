import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Lease } from "#protocol/ingest/open.ts";
import { StillTaker } from "./stills.ts";

const lease: Lease = {
  ...{ channelId: "1001", login: "ada", broadcastId: "5", epoch: 1, uploadToken: "t".repeat(43), startedAt: 0 },
  ...{ nextSeq: 0, nextMsn: 0, mediaEnd: 0, nextInit: 0, gopHint: null },
};
const JPEG = new Uint8Array([0xff, 0xd8, 0xff]);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A Worker that answers with these, in order, and what it was sent. */
async function worker(...statuses: readonly number[]) {
  const asked: unknown[] = [];
  const left = [...statuses];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      asked.push([method, url, headers.authorization, headers["content-type"], [...Buffer.concat(chunks)]]);
      response.writeHead(left.shift() ?? 500).end("{}");
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, asked };
}

test("a still goes to the broadcast's own address with the lease's token, and the answer says how it went", async () => {
  const { base, asked } = await worker(200, 409, 429, 401, 503);
  const taker = new StillTaker({ base, make: async () => JPEG, log: () => undefined });
  const outcomes: unknown[] = [];
  for (let at = 0; at < 5; at++) outcomes.push(await taker.take(lease, new Uint8Array()));
  expect(outcomes).toEqual(["shown", "early", "early", "failed", "failed"]);
  expect(asked[0]).toEqual([
    ...["PUT", "/api/ingest/channels/1001/broadcasts/5/still", `Bearer ${"t".repeat(43)}`, "image/jpeg"],
    [...JPEG],
  ]);
});

test("one is made at a time, and one that fails is told at debug level only", async () => {
  const { base } = await worker(200);
  const said: unknown[] = [];
  let fail: (error: Error) => void = () => undefined;
  const makes = [
    new Promise<Uint8Array>((_, reject) => {
      fail = reject;
    }),
    Promise.resolve(JPEG),
  ];
  const make = async (): Promise<Uint8Array> => makes.shift() ?? JPEG;
  const taker = new StillTaker({ base, make, log: (level, event) => said.push([level, event]) });
  const first = taker.take(lease, new Uint8Array());
  expect(taker.take(lease, new Uint8Array())).toBe(null);
  fail(new Error("no picture"));
  expect(await first).toBe("failed");
  expect(await taker.take(lease, new Uint8Array())).toBe("shown");
  expect(said).toEqual([
    ["debug", "still-failed"],
    ["debug", "still"],
  ]);
});

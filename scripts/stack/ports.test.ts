import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { claimPort } from "./ports.ts";

const use = { purpose: "RTMP", flag: "--rtmp-port", variable: "RTMP_PORT" };

test("a port in use is refused in one sentence that says how to choose another", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  const { port } = address;
  await expect(claimPort(port, use)).rejects.toThrow(
    `Port ${port} (RTMP) is in use by another program; choose another with \`npm start -- --rtmp-port ${port + 10}\` (or RTMP_PORT=${port + 10}).`,
  );
  server.close();
  await once(server, "close");
  expect(await claimPort(port, use)).toBe(port);
});

test("port 0 means any free one", async () => {
  expect(await claimPort(0, use)).toBeGreaterThan(0);
});

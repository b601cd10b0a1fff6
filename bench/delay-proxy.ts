/** A TCP proxy on loopback that delays every byte, strictly in order both ways: a round trip for benches. */
import { connect, createServer, type Server, type Socket } from "node:net";

export type DelayProxy = { readonly port: number; readonly close: () => Promise<void> };

/** `oneWayMs` is added each way, so a round trip costs twice that. A connection's set-up pays it too. */
export async function startDelayProxy(targetPort: number, oneWayMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (inbound) => {
    const outbound = connect({ host: "127.0.0.1", port: targetPort, noDelay: true });
    for (const socket of [inbound, outbound]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    delay(inbound, outbound, oneWayMs);
    delay(outbound, inbound, oneWayMs);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Timers of one length fire in the order in which they were set, so the bytes stay in order. */
function delay(from: Socket, to: Socket, ms: number): void {
  from.on("data", (chunk) => {
    setTimeout(() => {
      if (to.writable) to.write(chunk);
    }, ms);
  });
  from.on("end", () => setTimeout(() => to.end(), ms));
  from.on("close", () => setTimeout(() => to.destroy(), ms));
}

/** TCP ports of this machine: whether one is free, and a free one. */
import { createServer } from "node:net";
import { SetupFault } from "../setup/find-tool.ts";
import { errorCode } from "./whole-file.ts";

export type PortUse = {
  /** What the port is for, as a person says it. */
  readonly purpose: string;
  /** How to choose another one. */
  readonly flag: string;
  readonly variable: string;
};

/** The port itself when it is free, any free one for 0. A port in use is a fault that says how to choose another. */
export async function claimPort(port: number, use: PortUse): Promise<number> {
  const host = "127.0.0.1";
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  } catch (error) {
    throw new SetupFault(portSentence(port, use, errorCode(error) ?? String(error)));
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function portSentence(port: number, { purpose, flag, variable }: PortUse, code: string): string {
  const other = `choose another with \`npm start -- ${flag} ${port + 10}\` (or ${variable}=${port + 10}).`;
  if (code === "EADDRINUSE") return `Port ${port} (${purpose}) is in use by another program; ${other}`;
  return `Port ${port} (${purpose}) cannot be opened (${code}); ${other}`;
}

/** Runs a program to its end: with its output kept for the caller, or shown as it comes. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ROOT } from "./root.ts";

export type Finished = { readonly code: number; readonly output: string };

export type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Show the output as it comes instead of keeping it. */
  readonly show?: boolean;
};

/** Runs in the repository's root; names are found among the dependencies' programs first. A program that cannot start has code 127. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const path = `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const output: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const child = spawn(program, [...args], {
    cwd: ROOT,
    env: { ...process.env, PATH: path, ...options.env },
    stdio: ["ignore", options.show === true ? "inherit" : "pipe", options.show === true ? "inherit" : "pipe"],
  });
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
  child.once("error", (error) => resolve({ code: 127, output: error.message }));
  child.once("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  return promise;
}

/** Finds a program of the system, or installs it where apt may be used. Says in one sentence what is missing otherwise. */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Tool } from "./tools.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A sentence for the person at the terminal; the command ends with it and prints no stack. */
export class SetupFault extends Error {
  override name = "SetupFault";
}

/** The program's file: the tool's variable first, then the PATH; null when there is none. A variable that names no program is a fault. */
export function findTool(tool: Tool, env: Environment): string | null {
  const named = env[tool.variable];
  if (named !== undefined && named !== "") {
    if (isProgram(named)) return named;
    throw new SetupFault(
      `${tool.variable} names ${named}, which is not a program; unset it or name ${tool.name}'s file.`,
    );
  }
  for (const program of tool.programs) {
    for (const folder of (env["PATH"] ?? "").split(delimiter)) {
      const file = join(folder, program);
      if (folder !== "" && isProgram(file)) return file;
    }
  }
  return null;
}

/** The program's file, installed first when that is possible without asking. */
export async function findOrInstall(tool: Tool, env: Environment, say: (line: string) => void): Promise<string> {
  const found = findTool(tool, env);
  if (found !== null) return found;
  const apt = aptCommand(env);
  if (apt !== null) {
    say(`${tool.name} is missing: installing ${tool.packages.join(" ")} with apt-get ...`);
    const failure = await aptInstall(apt, tool.packages);
    const installed = findTool(tool, env);
    if (installed !== null) return installed;
    throw new SetupFault(
      `${missing(tool)} apt-get could not install it: ${failure ?? "no program came with the packages"}`,
    );
  }
  throw new SetupFault(missing(tool));
}

export function missing(tool: Tool): string {
  return (
    `${tool.name} is missing (${tool.purpose}): install it (Debian, Ubuntu: apt-get install ${tool.packages.join(" ")}) ` +
    `or name its file in ${tool.variable}.`
  );
}

/** The words before apt-get's own arguments, or null where apt-get is absent or would have to ask for a password. */
function aptCommand(env: Environment): readonly string[] | null {
  const apt: Tool = { name: "apt-get", variable: "", programs: ["apt-get"], packages: [], purpose: "" };
  if (findTool(apt, { PATH: env["PATH"] }) === null) return null;
  if (process.getuid?.() === 0) return ["apt-get"];
  const sudo = spawnSync("sudo", ["-n", "true"], { stdio: "ignore" });
  return sudo.status === 0 ? ["sudo", "-n", "apt-get"] : null;
}

/** Null when it went well, else apt-get's last words. */
async function aptInstall(apt: readonly string[], packages: readonly string[]): Promise<string | null> {
  // An update that fails for one of several sources may still have brought what is needed.
  await aptRun(apt, ["update", "-q"]);
  return aptRun(apt, ["install", "-y", "-q", "--no-install-recommends", ...packages]);
}

function aptRun(apt: readonly string[], args: readonly string[]): Promise<string | null> {
  const [program = "apt-get", ...words] = apt;
  return new Promise((resolve) => {
    const child = spawn(program, [...words, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    let tail = "";
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-2000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? null : lastLine(tail)));
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The door of every npm command: installs the dependencies when they are missing or changed, finds the Node that they bring along,
 * and runs `scripts/<command>.ts` with it. Plain JavaScript for Node 18 and newer, since nothing is installed yet; knows no command's inside.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");

/** The oldest Node that runs TypeScript files as they are (22.12, which wrangler asks for, does not). */
const OLDEST_NODE = [22, 18];
/** How long one installation waits for another one in the same folder, milliseconds: five minutes of a slow network. */
const INSTALL_WAIT_MS = 300_000;
/** How often the parent is looked at, milliseconds: a killed npm leaves nothing running for longer than this. */
const PARENT_CHECK_MS = 1000;

/** Commands whose file is not `scripts/<command>.ts`. */
const ELSEWHERE = {
  inspect: "scripts/inspect/main.ts",
  transcoder: "transcoder/main.ts",
  irc: "transcoder/irc-gateway/main.ts",
  bench: "bench/main.ts",
};

const [command, ...args] = process.argv.slice(2);

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Whether node_modules holds what the lock file names. npm writes its own copy of the lock as the last step of an installation. */
function isInstalled() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const present = readJson(join(modules, ".package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  // Optional packages of other systems are rightly absent; one that is there must be of the right version.
  const fits = (path) => (present[path] ? present[path].version === wanted[path].version : wanted[path].optional);
  return Object.keys(wanted).every((path) => path === "" || fits(path));
}

function run(file, argv, options) {
  return new Promise((resolve) => {
    const child = spawn(file, argv, options);
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** `npm ci` with the npm that runs us. Its output goes to stderr: stdout belongs to the command. */
function install() {
  const npm = process.env.npm_execpath;
  const flags = ["ci", "--include=dev", "--include=optional", "--loglevel=error", "--no-audit", "--no-fund"];
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  return npm?.endsWith(".js") ? run(process.execPath, [npm, ...flags], options) : run("npm", flags, options);
}

async function waitForOtherInstall(lock) {
  const until = Date.now() + INSTALL_WAIT_MS;
  while (existsSync(lock) && Date.now() < until) {
    const owner = Number(readJson(join(lock, "owner.json"))?.pid ?? 0);
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (owner > 0 ? !isAlive(owner) : age > 5000) rmSync(lock, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

async function ensureInstalled() {
  if (isInstalled()) return;
  const lock = join(root, ".cache", "install.lock");
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") stop(`Cannot write to ${root}: ${error.message}`);
      await waitForOtherInstall(lock);
      if (isInstalled()) return;
    }
  }
  writeFileSync(join(lock, "owner.json"), JSON.stringify({ pid: process.pid }));
  process.once("exit", () => rmSync(lock, { recursive: true, force: true }));
  process.stderr.write("Installing the dependencies (npm ci) ...\n");
  if ((await install()) !== 0) {
    process.stderr.write("That did not work; trying once more ...\n");
    if ((await install()) !== 0) {
      stop(
        "The dependencies could not be installed: npm's message above says why. When the registry cannot be reached, check the " +
          "network and `npm config get registry`, then run the command again.",
      );
    }
  }
  rmSync(lock, { recursive: true, force: true });
}

/** The Nodes to try, best first: the pinned one among the dependencies, then the running one. */
function nodes() {
  const pinned = join(modules, ".bin", "node");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return [...(existsSync(pinned) ? [pinned] : []), ...(recent ? [process.execPath] : [])];
}

/**
 * Runs the file and ends as it ends. Signals are passed on; an IPC channel tells the command when this process dies. A pinned Node
 * that cannot start here (another C library) gives way to the next.
 */
function runWith([node, ...others], file) {
  if (node === undefined) {
    stop(
      `Rill needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}, and no pinned one exists for ` +
        `${process.platform}-${process.arch}. Install a newer Node (https://nodejs.org) and run the command again.`,
    );
  }
  const path = `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`;
  const env = { ...process.env, PATH: path };
  const child = spawn(node, [file, ...args], { cwd: root, env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const forward = (signal) => child.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  child.once("error", () => {
    for (const signal of signals) process.off(signal, forward);
    runWith(others, file);
  });
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
  watchParents(child);
}

/** npm killed with SIGKILL cannot pass a signal on: the command then ends as if its terminal were closed. */
function watchParents(child) {
  if (process.env.npm_execpath === undefined) return;
  const before = parents();
  const timer = setInterval(() => {
    if (parents() === before) return;
    clearInterval(timer);
    child.kill("SIGHUP");
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** The parent and its parent, since npm puts a shell between itself and us: a change means that one of them died. */
function parents() {
  let above = "";
  try {
    above = /^PPid:\s*([0-9]+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    // No such file on this system, or the parent just died, which the first number tells.
  }
  return `${process.ppid} ${above}`;
}

if (command === undefined || !/^[a-z]+$/.test(command)) stop("Usage: node scripts/bootstrap.mjs <command> [arguments]");
const file = join(root, ELSEWHERE[command] ?? `scripts/${command}.ts`);
if (!existsSync(file)) stop(`There is no command "${command}": ${file} does not exist.`);
await ensureInstalled();
runWith(nodes(), file);

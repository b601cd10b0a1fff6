import { expect, test } from "vitest";
import type { LogEntry } from "../stack/log.ts";
import { Screen } from "./screen.ts";

const entry = (level: LogEntry["level"], text: string, source: LogEntry["source"] = "worker"): LogEntry => ({
  source,
  level,
  text,
  fields: null,
});

function terminal(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  const clock = { now: 0 };
  const out = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, clock, screen: new Screen(out, false, () => clock.now) };
}

test("warnings of the parts are shown, their chatter is not, a repeated line is counted", () => {
  const { written, screen } = terminal(false);
  screen.entry(entry("info", "chatter"));
  screen.entry(entry("warn", "slow"));
  screen.entry(entry("warn", "slow"));
  screen.entry(entry("warn", "slow"));
  screen.entry(entry("info", "Building the pages ...", "stack"));
  expect(written).toEqual(["worker: slow\n", "(the same 2 more times)\n", "Building the pages ...\n"]);
});

test("without a terminal the status comes every ten seconds", () => {
  const { written, clock, screen } = terminal(false);
  for (const now of [0, 2000, 9999, 10_000]) {
    clock.now = now;
    screen.status(`at ${now}`);
  }
  expect(written).toEqual(["at 0\n", "at 10000\n"]);
});

test("on a terminal the status stays below the lines and within the width", () => {
  const { written, screen } = terminal(true);
  screen.status("1 live · 12345 viewers · demo");
  screen.line("Rill is up.");
  screen.clear();
  const erase = "\r\u001b[2K";
  expect(written).toEqual([`${erase}1 live · 12345 view`, `${erase}Rill is up.\n1 live · 12345 view`, erase]);
});

test("a terminal that does not know its width is taken to have 80 columns", () => {
  const { written, screen } = terminal(true, 0);
  screen.status("x".repeat(100));
  expect(written).toEqual([`\r\u001b[2K${"x".repeat(79)}`]);
});

import { expect, test } from "vitest";
import { type LogLine, logLine } from "./log-line.ts";

const uncaught = (stack: string): string => `uncaught exception; source = Uncaught (in promise); stack = ${stack}`;

function read(messages: readonly (readonly [string, string])[]): LogLine[] {
  const lines: LogLine[] = [];
  for (const [level, message] of messages) {
    const line = logLine(level, message, lines.at(-1) ?? null);
    if (line !== null) lines.push(line);
  }
  return lines;
}

test("a fault that nothing caught is one error line, however many callers it passes through", () => {
  const lines = read([
    ["info", uncaught("Error: boom\n    at Object.fetch (rill.js:19:43)")],
    ["info", "uncaught exception; exception = workerd/jsg/value.h:1511: failed: jsg.Error: boom"],
    ["info", uncaught("Error: boom\n    at async Router.fetch (file:///a/node_modules/miniflare/router.js:1:2)")],
    ["info", uncaught("Error: boom")],
    ["info", uncaught("Error: another")],
  ]);
  expect(lines).toEqual([
    { level: "error", line: "uncaught: Error: boom | at Object.fetch (rill.js:19:43)" },
    { level: "error", line: "uncaught: Error: another" },
  ]);
});

test("what the Worker logs keeps its level, loses its colours and becomes one line", () => {
  const esc = String.fromCharCode(27);
  expect(
    read([
      ["warn", `${esc}[33mslow${esc}[39m\n  room 7\n`],
      ["log", "hello"],
      ["debug", "x"],
    ]),
  ).toEqual([
    { level: "warn", line: "slow | room 7" },
    { level: "info", line: "hello" },
    { level: "debug", line: "x" },
  ]);
});

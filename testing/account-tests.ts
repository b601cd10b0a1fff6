/** What test files of accounts have in common: time to hash passwords, and no printed mails. */
import { vi } from "vitest";

/** Time of one test, and of what goes before, milliseconds: each hash costs what it is meant to cost, and machines that run tests are busy. */
const SLOW_MS = 60_000;

export function prepareAccountTests(): void {
  vi.setConfig({ testTimeout: SLOW_MS, hookTimeout: SLOW_MS });
  // Development sites print their mails; tests read them from the debug page.
  vi.spyOn(console, "info").mockImplementation(() => undefined);
}

import { expect, test } from "vitest";
import { addSums, readReport, renderSum } from "./summary.ts";

const report = (passed: number, failed: number, pending: number, files: readonly unknown[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults: files,
});

test("parts are summed, and skipped tests are told only when there are any", () => {
  const sums = [readReport(report(3, 0, 0)), readReport(report(4, 1, 0))].filter((sum) => sum !== null);
  expect(renderSum(addSums(sums))).toBe("7 passed, 1 failed");
  expect(renderSum(addSums([...sums, { passed: 0, failed: 0, skipped: 2 }]))).toBe("7 passed, 1 failed, 2 skipped");
});

test("a test file that cannot be loaded is a failure", () => {
  const broken = { status: "failed", assertionResults: [] };
  const failing = { status: "failed", assertionResults: [{}] };
  expect(readReport(report(1, 1, 0, [broken, failing]))).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test("anything else is no report", () => {
  expect([readReport(null), readReport({ numPassedTests: "1" })]).toEqual([null, null]);
});

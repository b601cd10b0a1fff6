/** Sums up what Vitest reports of several parts into the one line that ends `npm test`. Pure. */
import * as v from "valibot";

export type Sum = { readonly passed: number; readonly failed: number; readonly skipped: number };

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The counts of Vitest's JSON report. A file that cannot be loaded fails as a suite without any test. */
const reportSchema = v.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(v.unknown()) })),
});

/** What one part's report says; null when it is no report. A file that ran no test because it broke counts as one failure. */
export function readReport(json: unknown): Sum | null {
  const parsed = v.safeParse(reportSchema, json);
  if (!parsed.success) return null;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = parsed.output;
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests + numTodoTests };
}

export function addSums(sums: readonly Sum[]): Sum {
  return sums.reduce(
    (all, sum) => ({
      passed: all.passed + sum.passed,
      failed: all.failed + sum.failed,
      skipped: all.skipped + sum.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `N passed, N failed`, and `, N skipped` when there are any. */
export function renderSum({ passed, failed, skipped }: Sum): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

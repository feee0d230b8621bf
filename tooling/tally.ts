// A vitest reporter that ends the output with one line: `N passed, N failed` (and `, N skipped` if there are any).
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Counts tests by result. A file that did not load, a suite with a failed hook, an unhandled error and a test without a result each
 * count as one failure, so that every error shows in the numbers. The line is printed on exit, after all other output.
 */
export default function tally(): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]) {
      const count = { passed: 0, failed: errors.length, skipped: 0 };
      for (const module of modules) {
        count.failed += module.errors().length;
        for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state === "passed" || state === "failed" || state === "skipped") count[state] += 1;
          else count.failed += 1;
        }
      }
      const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
      process.on("exit", () => console.log(`${count.passed} passed, ${count.failed} failed${skipped}`));
    },
  };
}

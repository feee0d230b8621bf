/** How soon V8 replaces the code of its baseline compiler by that of its optimizing one, which alone merges vectors. */
import { setFlagsFromString } from "node:v8";

/** About the bytes of code that a function runs before it is compiled again: V8's default, and a few calls. */
const BUDGET = { usual: 13_000_000, small: 1_000 };

/**
 * Calls `work`. The functions of modules that it compiles are optimized after a few calls, while the caller waits, so that what runs
 * then is what runs later. Without the baseline compiler V8 14 aborts: it inlines only functions whose calls that compiler has counted.
 */
export function withEarlyTierUp<Result>(work: () => Result): Result {
  setFlagsFromString("--wasm-sync-tier-up");
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET.small}`);
  try {
    return work();
  } finally {
    setFlagsFromString("--no-wasm-sync-tier-up");
    setFlagsFromString(`--wasm-tiering-budget=${BUDGET.usual}`);
  }
}

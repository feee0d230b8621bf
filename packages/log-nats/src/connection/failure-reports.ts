/** Reports of failures of work that no caller waits for. */
import { storeError } from "./failures.ts";

export interface FailureReports {
  /** Reports a failure that no caller has, once if it lasts. */
  readonly report: (error: unknown) => void;
  /** A caller has this failure: it is not reported again. */
  readonly noteKnown: (error: Error) => void;
}

/** @param address of the server, for messages. */
export function createFailureReports(address: string, onFailure: (error: unknown) => void): FailureReports {
  const known = new Set<string>();
  return {
    report(error) {
      const failure = storeError("log", address, error);
      if (!known.has(failure.message)) onFailure(failure);
      known.add(failure.message);
    },
    noteKnown(error) {
      if (!(error instanceof RangeError)) known.add(error.message);
    },
  };
}

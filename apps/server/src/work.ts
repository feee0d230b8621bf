/** Trains runs of a log that is shared with servers, which show them: the runs that the servers leave to workers. */
import type { SharedLog } from "@epochal/log";
import { availableParallelism } from "node:os";
import { resolveOptions, type ServeOptions } from "./serve-options.ts";
import { createServices } from "./services.ts";

export interface WorkOptions extends Pick<
  ServeOptions,
  "limits" | "runOptions" | "retention" | "clock" | "logger" | "onStoreFailure"
> {
  /** Opens the log. `now` is the time in milliseconds since 1970. */
  readonly openLog: (now: () => number) => Promise<SharedLog>;
  /** The most runs that it trains at a time. Default: the number of processors. */
  readonly jobs?: number;
  /** Is called with what happens to its runs, in one line each. Default: ignored. */
  readonly onNotice?: (text: string) => void;
}

/** A process that takes runs from the queue, and trains them. */
export interface EpochalWorker {
  /** The number of runs that it trains. */
  readonly runs: number;
  /**
   * Takes no more runs, stores a snapshot of each of its runs and gives them back to the queue: other workers continue them, with the
   * same numbers. Then closes the log.
   */
  close(): Promise<void>;
}

/**
 * Starts a worker. A run that was interrupted because its worker has died or was stopped continues from its newest snapshot, as a new
 * run with the old one as its `parent`.
 *
 * @throws what `openLog` throws.
 */
export async function work(options: WorkOptions): Promise<EpochalWorker> {
  const { jobs = availableParallelism(), onNotice = () => {}, ...others } = options;
  const services = await createServices({ ...resolveOptions(others), acceptsCommands: true, jobs, onNotice });
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    await services.stopRuns();
    await services.closeStore();
  }

  return {
    get runs() {
      return services.jobRunner?.runningCount ?? 0;
    },
    close: () => (closed ??= close()),
  };
}

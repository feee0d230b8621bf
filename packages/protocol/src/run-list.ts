/** The list of runs of `GET /v1/runs`: its entries, and which of them a query selects, in which order. */

/** A run in the list of a server. Later versions may add fields. */
export interface RunInfo {
  /** The id by which clients name it. */
  readonly id: string;
  /** Identity of its log: positions are only valid within it. */
  readonly log: string;
  /** A name for people. */
  readonly name: string;
  /** The run from whose state it starts. */
  readonly parent?: string;
  /** The interrupted run that it resumes; then also its `parent`. */
  readonly resumes?: string;
  /** Whether it waits, runs, or has ended, and how. */
  readonly status: RunInfoStatus;
  /** Place in the queue. */
  readonly place?: number;
  /** Whether it was queued for workers. */
  readonly isForWorkers?: true;
  /** Why a `finished` run has ended. */
  readonly reason?: string;
  /** When it began, or was requested, in milliseconds since 1970. */
  readonly started: number;
  /** When it ended. */
  readonly ended?: number;
  /** Why an interrupted run has failed for good. */
  readonly failure?: string;
  /** Whether it was interrupted because its worker was silent. */
  readonly isLost?: true;
  /** Position of its newest event. */
  readonly head: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Epochs to train. */
  readonly epochs: number;
  /** Bytes of its events in the store. */
  readonly bytes: number;
  /** The number of subscriptions to it. */
  readonly viewers?: number;
  /** Its data, settings and scores. */
  readonly summary?: RunInfoSummary;
  /** Words by which people find it. */
  readonly tags?: readonly string[];
  /** A text of people about it. */
  readonly notes?: string;
}

/** The data, settings and scores of a run. Fields are absent until they are known. */
export interface RunInfoSummary {
  /** Names of the predicted columns. */
  readonly targets?: readonly string[];
  /** That of the training, or that to which a command has changed it. */
  readonly learningRate?: number;
  /** The random seed. */
  readonly seed?: number;
  /** The epoch with the lowest loss. */
  readonly best?: { readonly epoch: number; readonly metric: "validationLoss" | "loss"; readonly loss: number };
  /** The score of the model that a finished run keeps. */
  readonly score?: RunInfoScore;
}

/** The score of a model on one part of the rows. */
export interface RunInfoScore {
  /** The rows. */
  readonly part: "test" | "validation" | "train";
  /** `accuracy` of classes, or `rmse` of numbers. */
  readonly metric: "accuracy" | "rmse";
  /** The score. */
  readonly value: number;
}

/** Every status of a run. */
export const RUN_STATUSES = ["queued", "running", "finished", "interrupted", "cancelled"] as const;
/** Whether a run waits, runs, or has ended, and how. */
export type RunInfoStatus = (typeof RUN_STATUSES)[number];

/** By name: whether run `a` comes before `b`, with the best or the newest first. */
const orders = {
  started: () => 0,
  name: (a, b) => a.name.localeCompare(b.name),
  loss: (a, b) => compareNumbers(a.summary?.best?.loss, b.summary?.best?.loss),
  score: (a, b) => compareScores(a.summary?.score, b.summary?.score),
  epochs: (a, b) => b.epoch - a.epoch,
  size: (a, b) => b.bytes - a.bytes,
} satisfies Record<string, (a: RunInfo, b: RunInfo) => number>;

/** By what a list of runs is sorted. */
export type RunOrder = keyof typeof orders;
/** Every order of a list of runs. */
export const RUN_ORDERS = Object.keys(orders) as RunOrder[];

/** Which runs a list has, and in which order. All fields are optional. */
export interface RunQuery {
  /** The newest, the best or the largest first, names from A to Z. Default: `started`. */
  readonly sort?: RunOrder;
  /** Whether in the opposite order. Default false. */
  readonly reverse?: boolean;
  /** Only runs with this status. */
  readonly status?: RunInfoStatus;
  /** A part of the name; upper and lower case are the same. */
  readonly name?: string;
  /** All of them. */
  readonly tag?: readonly string[];
  /** A name of a target. */
  readonly target?: string;
  /** At most this number of runs. */
  readonly limit?: number;
}

/**
 * The runs of the query, in its order.
 * @param runs the newest first, which is also the order among equals.
 */
export function selectRuns<Run extends RunInfo>(runs: readonly Run[], query: RunQuery): Run[] {
  const { sort = "started", reverse = false, status, name = "", tag = [], target, limit = Infinity } = query;
  const selected = runs.filter(
    (run) =>
      (status === undefined || run.status === status) &&
      run.name.toLowerCase().includes(name.toLowerCase()) &&
      tag.every((one) => run.tags?.includes(one)) &&
      (target === undefined || run.summary?.targets?.includes(target)),
  );
  const sorted = selected.toSorted(orders[sort]);
  return (reverse ? sorted.reverse() : sorted).slice(0, limit);
}

/** Errors come before accuracies, with which they cannot be compared. */
function compareScores(a: RunInfoScore | undefined, b: RunInfoScore | undefined): number {
  if (!a || !b || a.metric === b.metric) {
    const sign = (a ?? b)?.metric === "accuracy" ? -1 : 1;
    return compareNumbers(a && sign * a.value, b && sign * b.value);
  }
  return a.metric === "rmse" ? -1 : 1;
}

/** Ascending; what is not known comes last. */
function compareNumbers(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a - b;
}

/** Cross-validation in this process: several folds at once, each in a worker; reports each fold, then a table of all. */
import {
  planFolds,
  summarizeFolds,
  type CrossValidationOptions,
  type FoldPlan,
  type FoldScores,
  type Table,
} from "@epochal/data";
import { startRun } from "@epochal/stream";
import type { FinishedEvent } from "@epochal/stream/events";
import { filter, lastValueFrom, tap } from "rxjs";
import { InputError } from "../errors.ts";
import { exitCodes, type ExitSignal } from "../exit-codes.ts";
import { fileTitle } from "../files/read-bytes.ts";
import { withFileName } from "../files/read-files.ts";
import type { OutputFlags } from "../options/shared-options.ts";
import { crossValidationLines, foldLine } from "../report/cross-validation.ts";
import { logNotes } from "../output/notes.ts";
import { logNote, writeLine, type Terminal } from "../terminal.ts";
import { checkMemory } from "./check-memory.ts";
import { recipeOptions, type TableFlags } from "./table-training.ts";
import { threadsOfEach } from "./threads-of-each.ts";

export interface CrossValidationPlan extends Pick<CrossValidationOptions, "split"> {
  readonly folds: number;
  /** Folds at once. The scores are the same for any number. */
  readonly jobs: number;
}

/**
 * Estimates how well the recipe predicts unseen rows of a file. Resolves to the exit code: done, diverged if a fold diverged,
 * or that of the first signal.
 */
export async function crossValidateLocally(
  file: string,
  table: Table,
  flags: TableFlags & Pick<OutputFlags, "format">,
  { folds, split, jobs }: CrossValidationPlan,
  terminal: Terminal,
): Promise<number> {
  const options = { ...recipeOptions(flags, table.columns), folds, ...(split && { split }) } as CrossValidationOptions;
  if (typeof options.target !== "string") {
    throw new InputError("train: --cv predicts a single column: name one with --target, or leave out --cv");
  }
  const plan = withFileName(file, () => planFolds(table, options));
  logNotes(plan.notes, terminal);
  const isNdjson = flags.format === "ndjson";
  const plans = plan.plans();
  const atOnce = Math.min(jobs, folds);
  const threads = threadsOfEach(atOnce, jobs);
  /** The folds by their order; those without rows that can be predicted have no scores. */
  const ended: (FoldScores | "none")[] = [];
  const scores: FoldScores[] = [];
  let reported = 0;
  let hasDiverged = false;
  let interruptedBy: ExitSignal | undefined;
  const cancels = new Set<() => void>();
  const cancelAll = () => {
    for (const cancel of cancels) cancel();
  };
  const stopListening = terminal.onSignal((signal) => {
    interruptedBy ??= signal;
    cancelAll();
  });

  /** Reports the folds in their order, each as soon as those before it have ended. */
  function reportEnded(): void {
    for (; ended[reported]; reported++) {
      const scored = ended[reported]!;
      if (scored === "none") continue;
      scores.push(scored);
      if (isNdjson) writeLine(terminal, JSON.stringify({ type: "fold", ...scored }));
      logNote(terminal, foldLine(scored));
    }
  }

  /** Trains one fold after another, until none is left. */
  async function trainFolds(): Promise<void> {
    while (!interruptedBy) {
      const { value: fold, done } = withFileName(file, () => plans.next());
      if (done) return;
      logNotes(fold.notes, terminal);
      if (fold.fold === 1) checkMemory([fold], atOnce, terminal);
      if (fold.data.test) {
        const training = trainFold(fold, threads, terminal);
        cancels.add(training.cancel);
        const finished = await training.finished;
        cancels.delete(training.cancel);
        if (!finished?.report.test) return;
        hasDiverged ||= finished.reason === "diverged";
        ended[fold.fold - 1] = { fold: fold.fold, folds, ...finished.report.test };
      } else ended[fold.fold - 1] = "none";
      reportEnded();
    }
  }

  logNote(
    terminal,
    `${fileTitle(file)}: ${plan.rows} rows in ${folds} folds, each predicted from the ${split?.type === "time" ? "rows before it" : "others"} → ${flags.target}`,
  );
  try {
    await Promise.all(Array.from({ length: atOnce }, trainFolds));
  } finally {
    // After an error of one fold the others still train.
    cancelAll();
    stopListening();
  }
  if (interruptedBy) return exitCodes[interruptedBy];
  if (scores.length < 2) {
    throw new InputError(
      `${fileTitle(file)}: only ${scores.length} folds have rows that can be predicted: use fewer folds`,
    );
  }
  const summary = summarizeFolds(scores);
  if (isNdjson) writeLine(terminal, JSON.stringify({ type: "crossValidation", ...summary }));
  else for (const line of crossValidationLines(flags.target, summary)) writeLine(terminal, line);
  logNote(terminal, "mean ± standard error; the true standard errors are larger, since the folds share training rows");
  return hasDiverged ? exitCodes.diverged : exitCodes.done;
}

/** Trains one fold; `finished` resolves to undefined if it is cancelled. */
function trainFold(
  { fold, folds, spec, data }: FoldPlan,
  threads: number,
  terminal: Terminal,
): { readonly finished: Promise<FinishedEvent | undefined>; readonly cancel: () => void } {
  const run = startRun(spec, data, { worker: true, threads });
  const finished$ = run.events$.pipe(
    tap((event) => {
      if (event.type === "noticed") logNote(terminal, `fold ${fold} of ${folds}: ${event.text}`);
    }),
    filter((event) => event.type === "finished"),
  );
  return { finished: lastValueFrom(finished$, { defaultValue: undefined }), cancel: () => run.dispose() };
}

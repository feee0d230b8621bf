/** Cross-validation in this process: one fold after the other, each in a worker; reports each fold, then a table of all. */
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
import { recipeOptions, type TableFlags } from "./table-training.ts";

/**
 * Estimates how well the recipe predicts unseen rows of a file. Resolves to the exit code: done, diverged if a fold diverged,
 * or that of the first signal.
 */
export async function crossValidateLocally(
  file: string,
  table: Table,
  flags: TableFlags & Pick<OutputFlags, "format">,
  { folds, split }: { readonly folds: number; readonly split: CrossValidationOptions["split"] | undefined },
  terminal: Terminal,
): Promise<number> {
  const options = { ...recipeOptions(flags, table.columns), folds, ...(split && { split }) } as CrossValidationOptions;
  if (typeof options.target !== "string") {
    throw new InputError("train: --cv predicts a single column: name one with --target, or leave out --cv");
  }
  const plan = withFileName(file, () => planFolds(table, options));
  logNotes(plan.notes, terminal);
  const isNdjson = flags.format === "ndjson";
  const scores: FoldScores[] = [];
  let hasDiverged = false;
  let interruptedBy: ExitSignal | undefined;
  let cancelFold = () => {};
  const stopListening = terminal.onSignal((signal) => {
    interruptedBy ??= signal;
    cancelFold();
  });
  logNote(
    terminal,
    `${fileTitle(file)}: ${plan.rows} rows in ${folds} folds, each predicted from the ${split?.type === "time" ? "rows before it" : "others"} → ${flags.target}`,
  );
  try {
    const plans = plan.plans();
    for (;;) {
      const { value: fold, done } = withFileName(file, () => plans.next());
      if (done || interruptedBy) break;
      logNotes(fold.notes, terminal);
      if (!fold.data.test) continue;
      const training = trainFold(fold, terminal);
      cancelFold = training.cancel;
      const finished = await training.finished;
      if (!finished?.report.test) break;
      hasDiverged ||= finished.reason === "diverged";
      const scored: FoldScores = { fold: fold.fold, folds, ...finished.report.test };
      scores.push(scored);
      if (isNdjson) writeLine(terminal, JSON.stringify({ type: "fold", ...scored }));
      logNote(terminal, foldLine(scored));
    }
  } finally {
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
  terminal: Terminal,
): { readonly finished: Promise<FinishedEvent | undefined>; readonly cancel: () => void } {
  const run = startRun(spec, data, { worker: true });
  const finished$ = run.events$.pipe(
    tap((event) => {
      if (event.type === "noticed") logNote(terminal, `fold ${fold} of ${folds}: ${event.text}`);
    }),
    filter((event) => event.type === "finished"),
  );
  return { finished: lastValueFrom(finished$, { defaultValue: undefined }), cancel: () => run.dispose() };
}

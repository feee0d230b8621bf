/** A cross-validation in this process: a fold after the other, each in a worker; told as they end, and in the end as a table. */
import { planFolds, summarizeFolds, type FoldPlan, type FoldScores } from "@epochal/data";
import { startRun } from "@epochal/stream";
import type { FinishedEvent } from "@epochal/stream/events";
import { filter, lastValueFrom, tap } from "rxjs";
import { exitCodes, InputError } from "../exit-codes.ts";
import { withFileName, readTable } from "../files/files.ts";
import { crossValidationLines, foldLine } from "../output/cross-validation.ts";
import { logNotes } from "../output/notes.ts";
import { logNote, writeLine, type Terminal } from "../terminal.ts";
import { recipeOptions, type TableFlags } from "./training.ts";
import type { OutputFlags } from "../options/options.ts";

/**
 * Estimates what the recipe for a file reaches on rows it has not seen; resolves to the exit code: done when all folds were
 * trained, diverged when one of them did, or that of the signal that came first.
 */
export async function crossValidateLocally(
  file: string,
  flags: TableFlags & Pick<OutputFlags, "format">,
  folds: number,
  terminal: Terminal,
): Promise<number> {
  const table = await readTable(file);
  const plan = withFileName(file, () => planFolds(table, { ...recipeOptions(flags), folds }));
  logNotes(plan.notes, terminal);
  const isForMachines = flags.format === "ndjson";
  const scores: FoldScores[] = [];
  let hasDiverged = false;
  let interruptedBy: keyof typeof exitCodes | undefined;
  let leave = () => {};
  const stopListening = terminal.onSignal((signal) => {
    interruptedBy ??= signal as keyof typeof exitCodes;
    leave();
  });
  logNote(terminal, `${file}: ${plan.rows} rows in ${folds} folds, each predicted from all others → ${flags.target}`);
  try {
    const plans = plan.plans();
    for (;;) {
      const { value: fold, done } = withFileName(file, () => plans.next());
      if (done || interruptedBy) break;
      logNotes(fold.notes, terminal);
      if (!fold.data.test) continue;
      const training = trainFold(fold, terminal);
      leave = training.leave;
      const finished = await training.finished;
      if (!finished?.report.test) break;
      hasDiverged ||= finished.reason === "diverged";
      const judged: FoldScores = { fold: fold.fold, folds, ...finished.report.test };
      scores.push(judged);
      if (isForMachines) writeLine(terminal, JSON.stringify({ type: "fold", ...judged }));
      logNote(terminal, foldLine(judged));
    }
  } finally {
    stopListening();
  }
  if (interruptedBy) return exitCodes[interruptedBy];
  if (scores.length < 2) {
    throw new InputError(
      `${file}: expected at least 2 folds with rows that can be predicted, got ${scores.length}: ask for fewer folds`,
    );
  }
  const summary = summarizeFolds(scores);
  if (isForMachines) writeLine(terminal, JSON.stringify({ type: "crossValidation", ...summary }));
  else for (const line of crossValidationLines(flags.target, summary)) writeLine(terminal, line);
  logNote(
    terminal,
    "mean ± standard error of the folds, as if they were independent: the true errors are somewhat larger",
  );
  return hasDiverged ? exitCodes.diverged : exitCodes.done;
}

/** One fold's training; `finished` is undefined where it was left. */
function trainFold(
  { fold, folds, spec, data }: FoldPlan,
  terminal: Terminal,
): { readonly finished: Promise<FinishedEvent | undefined>; readonly leave: () => void } {
  const run = startRun(spec, data, { worker: true });
  const finished$ = run.events$.pipe(
    tap((event) => {
      if (event.type === "noticed") logNote(terminal, `fold ${fold} of ${folds}: ${event.text}`);
    }),
    filter((event) => event.type === "finished"),
  );
  return { finished: lastValueFrom(finished$, { defaultValue: undefined }), leave: () => run.dispose() };
}

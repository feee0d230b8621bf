/** The report at the end of `epochal train`: a screen of 24 lines by default, or everything. */
import type { Columns, Report } from "@epochal/core";
import { calibrationLines, confusionLines } from "./class-report.ts";
import { dataSheetLines } from "./data-sheet.ts";
import { classImportanceLines, errorName, importanceLines } from "./importance.ts";
import { allScoreLines, scoreLines } from "./scores.ts";
import { sentenceLines } from "@epochal/report";

/** Lines of the smallest terminals, without the line for the prompt and two for the end of the training. */
const MAX_LINES = 21;
const MIN_COLUMNS = 2;

export interface ReportedModel {
  readonly report: Report;
  readonly columns: Columns | undefined;
  /** Number of targets. */
  readonly outputs: number;
  /** Number of networks that were evaluated out of folds; 0 if other rows were set apart. */
  readonly folds: number;
}

/** @param isFull whether to add the scores on the training rows, calibration and what was done to each column. */
export function modelReportLines({ report, columns, outputs, folds }: ReportedModel, isFull: boolean): string[] {
  const { targets = ["target"], classes } = columns ?? {};
  const error = errorName(classes !== undefined, outputs);
  const { importance } = report;
  const head = [
    ...scoresInShort(targets, report, isFull ? allScoreLines : scoreLines),
    ...(folds > 0 ? foldLines(folds) : []),
    ...(classes ? confusionLines(classes, report) : []),
  ];
  if (isFull) {
    return [
      ...head,
      ...(importance ? importanceLines(importance, error) : []),
      ...(importance && classes ? classImportanceLines(importance, classes) : []),
      ...calibrationLines(report),
      ...(columns ? dataSheetLines(columns) : []),
    ];
  }
  const tail = ["more: scores on the training rows and what was done to each column, by --report"];
  // The heading, and a line that counts the columns that are not shown.
  const room = Math.max(MIN_COLUMNS, MAX_LINES - head.length - tail.length - 2);
  return [...head, ...(importance ? importanceLines(importance, error, room) : []), ...tail];
}

/** Sentences about a single target, and a table. */
export function scoresInShort(targets: readonly string[], report: Report, table = scoreLines): string[] {
  return [...(targets.length === 1 ? [...sentenceLines(targets[0]!, report), ""] : []), ...table(targets, report)];
}

function foldLines(folds: number): string[] {
  return [
    "unseen: predicted by a network that did not learn from the row; the model",
    `averages all ${folds} networks, which is usually a little better`,
  ];
}

// Tables
export { parseCsv } from "./csv.ts";
export type { CsvOptions } from "./csv.ts";
export { namedRows, tableFromRows } from "./table.ts";
export type { JsonRow, Table } from "./table.ts";

// From a table to a training
export { encodeTable } from "./encode-table.ts";
export type { EncodedTable, EncodeOptions } from "./encode-table.ts";
export { defaultTraining, recipe } from "./recipe.ts";
export type { Recipe, RecipeOptions, TrainingOptions } from "./recipe.ts";
export { crossValidate, summarizeFolds } from "./cross-validate.ts";
export type { CrossValidation, Estimate, Estimates, FoldScores } from "./cross-validate.ts";
export { planFolds } from "./plan-folds.ts";
export type { CrossValidationOptions, FoldPlan, FoldPlans } from "./plan-folds.ts";
export { describeNote } from "./note.ts";
export type { ColumnNote, Note, RowNote } from "./note.ts";
export { predictTable } from "./predict-table.ts";
export type { Predictions } from "./predict-table.ts";

// Data from formulas
export { formula } from "./generators/formula.ts";
export type { SampleOptions } from "./generators/formula.ts";
export { line } from "./generators/line.ts";
export { sine } from "./generators/sine.ts";
export { step } from "./generators/step.ts";
export { xor } from "./generators/xor.ts";
export { notebook } from "./generators/notebook.ts";

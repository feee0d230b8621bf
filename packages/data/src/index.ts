// Tables
export { parseCsv } from "./csv/parse-csv.ts";
export type { CsvOptions } from "./csv/csv-reader.ts";
export { createCsvWriter, type CsvWriter } from "./csv/csv-writer.ts";
export { readTable } from "./formats/read-table.ts";
export { tableFormats } from "./formats/index.ts";
export type { ReadTableOptions, TableFormat } from "./formats/table-format.ts";
export {
  appendRows,
  namedRows,
  releaseTable,
  tableFromRows,
  tableRow,
  tableRows,
  type JsonRow,
  type Table,
} from "./table/table.ts";
export type { TextBlock, TextColumn } from "./table/text-column.ts";

// From a table to a training
export { encodeTable, type ChooseRows, type EncodedTable, type EncodeOptions } from "./encode-table.ts";
export type { EncodedTarget } from "./columns/encoded-target.ts";
export { recipe, type Recipe, type RecipeOptions } from "./recipe.ts";
export { defaultTraining } from "./plan/default-training.ts";
export type { TrainingOptions } from "./plan/training-options.ts";
export { crossValidate, summarizeFolds } from "./cross-validate.ts";
export type { CrossValidation, Estimate, Estimates, FoldScores } from "./cross-validate.ts";
export { planFolds, type CrossValidationOptions, type FoldPlan, type FoldPlans } from "./plan-folds.ts";
export type { TestSplit } from "./columns/split-by-column.ts";
export { describeColumns } from "./columns/describe-columns.ts";
export { describeNote, type Note } from "./note.ts";
export type {
  CellReason,
  CellsNote,
  ClampedNote,
  ColumnNote,
  LayoutNote,
  Position,
  ReadingNote,
  RowNote,
  SplitNote,
  ValuesNote,
} from "./note.ts";
export { predictTable, type Predictions } from "./predict-table.ts";

// Data from formulas
export { formula, type SampleOptions } from "./generators/formula.ts";
export { line } from "./generators/line.ts";
export { sine } from "./generators/sine.ts";
export { step } from "./generators/step.ts";
export { xor } from "./generators/xor.ts";
export { saddle } from "./generators/saddle.ts";
export { spiral } from "./generators/spiral.ts";
export { twoMoons } from "./generators/two-moons.ts";
export {
  exampleData,
  exampleNames,
  exampleSample,
  exampleTraining,
  type ExampleName,
  type ExampleOptions,
  type ExampleSample,
} from "./generators/examples.ts";
export { notebook } from "./generators/notebook.ts";

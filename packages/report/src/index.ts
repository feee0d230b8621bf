export { reportAsHtml } from "./report-as-html.ts";
export { modelSubject, runSubject, type ReportSubject } from "./subject.ts";
export { sentenceLines } from "./scores/sentence.ts";
export { PART_TITLES, unseenPart, type PartName } from "./scores/unseen-part.ts";
export { scoreTableOf, type ScoreTable } from "./scores/score-table.ts";

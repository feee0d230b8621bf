/** What was learned, and how good it is, in sentences that need no statistics. */
import { describeEnd, describeLearning, describeRun } from "@epochal/view";
import { escapeHtml, paragraph } from "../html.ts";
import { sentenceLines } from "../scores/sentence.ts";
import { unseenPart } from "../scores/unseen-part.ts";
import { targetNames, type ReportSubject } from "../subject.ts";

export function headline(subject: ReportSubject): string {
  const { name, model, state } = subject;
  const { started, finished } = state ?? {};
  const columns = model?.columns;
  const learned = started
    ? describeLearning(started)[0]!
    : columns && `${columns.targets.join(", ")} from ${columns.inputs.length} columns`;
  const facts = [name, ...(finished ? [describeEnd(finished)] : state ? [describeRun(state)] : [])];
  return [
    `<h1>${escapeHtml(learned ?? name)}</h1>`,
    ...(finished ? [paragraph(verdict(subject, finished.report), "lead")] : []),
    ...(finished && unseenPart(finished.report).name === "train" ? [paragraph(CAUTION)] : []),
    ...(state ? [] : [paragraph(NO_SCORES)]),
    paragraph(facts.join(" · "), "dim"),
  ].join("\n");
}

const CAUTION = "The model has learned from these rows: on new rows it is off by more.";
const NO_SCORES = "A saved model holds no scores: for them, report the store in which its run is recorded.";

type Finished = NonNullable<NonNullable<ReportSubject["state"]>["finished"]>;

function verdict(subject: ReportSubject, report: Finished["report"]): string {
  const targets = targetNames(subject);
  if (targets.length === 1) return sentenceLines(targets[0]!, report).join(" ");
  const { part } = unseenPart(report);
  const [own, line] = [part.network, part.linear].map(({ r2 = NaN }) => r2.toFixed(2));
  return `R² of ${targets.join(", ")}, on average: ${own}, of a straight line ${line}, on ${part.rows} rows.`;
}

/** How far a single prediction may be off. */
import { formatSetting } from "@epochal/view";
import { paragraph, section, table } from "../html.ts";
import { PART_TITLES, unseenPart } from "../scores/unseen-part.ts";
import { classesOf, targetNames, type ReportSubject } from "../subject.ts";

const LEVELS = [0.5, 0.8, 0.9, 0.95] as const;

export function uncertaintySection(subject: ReportSubject): string {
  return section("How sure a prediction is", [classesOf(subject) ? reliability(subject) : intervals(subject)]);
}

function intervals(subject: ReportSubject): string {
  const { model } = subject;
  if (!model?.toJSON().residuals) return "";
  const targets = targetNames(subject);
  const rows = LEVELS.map((level) => [
    `${100 * level} of 100 rows`,
    ...targets.map((_, j) => {
      const width = model.intervalWidth(level, j);
      return Number.isFinite(width) ? `± ${formatSetting(width)}` : "too few rows to say";
    }),
  ]);
  const caption =
    "How far the true value is from the prediction, for a row of average difficulty, from errors on rows held out";
  return table(caption, ["holds for", ...targets], rows);
}

function reliability(subject: ReportSubject): string {
  const report = subject.state?.finished?.report;
  if (!report) return "";
  const { name, part } = unseenPart(report);
  const bins = part.classes?.reliability.filter(({ rows }) => rows > 0) ?? [];
  if (bins.length === 0) return "";
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    paragraph("If the model states a probability, it should be right that often."),
    table(
      `Stated probability, and how often it was right, on ${part.rows} ${PART_TITLES[name]} rows`,
      ["stated", "right", "rows"],
      bins.map(({ confidence, accuracy, rows }) => [percent(confidence), percent(accuracy), String(rows)]),
    ),
  ].join("");
}

/** A report as one self-contained page, which prints on two: no script, no font and no picture from elsewhere. */
import { escapeHtml } from "./html.ts";
import { css } from "./page-style.ts";
import { accuracySection } from "./sections/accuracy.ts";
import { columnsSection } from "./sections/columns.ts";
import { dependenceSection } from "./sections/dependence.ts";
import { headline } from "./sections/headline.ts";
import { settingsSection } from "./sections/settings.ts";
import { trainingSection } from "./sections/training.ts";
import { uncertaintySection } from "./sections/uncertainty.ts";
import type { ReportSubject } from "./subject.ts";

/** In reading order: what was learned, how good it is, what it depends on, how it came about. */
const sections: readonly ((subject: ReportSubject) => string)[] = [
  headline,
  accuracySection,
  dependenceSection,
  uncertaintySection,
  trainingSection,
  columnsSection,
  settingsSection,
];

/** The report as the text of an HTML file. */
export function reportAsHtml(subject: ReportSubject): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta name="generator" content="epochal">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject.name)}: report</title>
<style>${css}</style>
</head>
<body>
<main>
${sections
  .map((write) => write(subject))
  .filter(Boolean)
  .join("\n")}
</main>
</body>
</html>
`;
}

/** A run as one self-contained page: its status, its picture, its scores, its activity, its settings. */
import {
  countParameters,
  describeActivity,
  describeKind,
  describeNetwork,
  describeOptimizer,
  describeRun,
  formatDuration,
  formatNumber,
  shownScores,
  targetClasses,
} from "@epochal/view";
import { createTerminalView, type TerminalView } from "../frame/terminal-view.ts";
import { escapeXml, frameAsSvg } from "./frame-as-svg.ts";

/** The size of the picture: all panels have room. */
const SIZE = { columns: 160, rows: 50 } as const;

const CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.8rem; text-align: right; border-bottom: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
pre { overflow-x: auto; padding: 1rem; background: #8881; border-radius: 8px; }`;

/** The newest state of the run, whatever the viewer has zoomed into. */
export function reportAsHtml(view: TerminalView): string {
  const { state, background, label } = view;
  const { started, activity } = state;
  const title = escapeXml(started?.name ?? "a run");
  const picture = createTerminalView({ state, background, label, size: SIZE });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${CSS}
</style>
</head>
<body>
<h1>${title}</h1>
<p>${escapeXml(describeRun(state))}</p>
${started ? `<p>${escapeXml(settingsInWords(view))}</p>` : ""}
<figure>${frameAsSvg(picture, SIZE.columns, SIZE.rows)}</figure>
<h2>Scores</h2>
${scoresTable(view)}
<h2>Activity</h2>
${table([["time", "what"], ...activity.map((entry) => [formatDuration(entry.atMs), [describeKind(entry), describeActivity(entry)].filter(Boolean).join(": ")])])}
<h2>Settings</h2>
<pre>${escapeXml(JSON.stringify(started?.spec ?? {}, undefined, 2))}</pre>
</body>
</html>
`;
}

function settingsInWords({ state: { started } }: TerminalView): string {
  if (!started) return "";
  const { spec, data } = started;
  return [
    describeNetwork(spec.network),
    `${countParameters(spec.network)} parameters`,
    describeOptimizer(spec.optimizer),
    `${data.rows.train} training rows, ${data.rows.validation} validation rows`,
    `seed ${spec.seed ?? 0}`,
    `run ${started.run}`,
  ].join(" · ");
}

/** The scores of a finished run on every part of the data, else of the newest snapshot, compared with the baselines. */
function scoresTable({ state }: TerminalView): string {
  const { finished, snapshot, started } = state;
  const figures = shownScores(state).map((name) => ({ name, of: [] as (readonly string[])[] }));
  const add = (part: string, scores: readonly Readonly<Partial<Record<string, number>>>[]) => {
    for (const figure of figures) {
      figure.of.push([part, figure.name, ...scores.map((one) => formatNumber(one[figure.name]).trim())]);
    }
  };
  if (finished) {
    for (const part of ["train", "validation", "test"] as const) {
      const report = finished.report[part];
      if (report) add(`${part} (${report.rows} rows)`, [report.network, report.linear, report.mean]);
    }
  } else if (snapshot && started) {
    const { linear, mean } = started.data.baselines;
    add(started.data.rows.validation > 0 ? "validation" : "train", [snapshot.scores, linear, mean]);
  }
  const baselines = targetClasses(state) ? ["logistic regression", "most frequent"] : ["straight line", "mean"];
  const rows = figures.flatMap(({ of }) => of).toSorted(([a = ""], [b = ""]) => a.localeCompare(b));
  return table([["rows", "score", "network", ...baselines], ...rows]);
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = (texts: readonly string[], tag: string) =>
    texts.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join("");
  return `<table><tr>${cells(head, "th")}</tr>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</table>`;
}

/** How good the network is, now and at its best, compared with the mean and a straight line. */
import {
  formatCount,
  formatNumber,
  judgedRows,
  isLossScaled,
  metricsHeading,
  metricsTable,
  shownScores,
  targetClasses,
  type BestMetric,
  type MetricRow,
} from "@epochal/view";
import type { Style } from "../cells/style.ts";
import type { Panel } from "./panel.ts";

export const metrics: Panel = {
  title: ({ state }) => `metrics (${judgedRows(state)})`,
  legend({ state }) {
    const linear = targetClasses(state) ? "logistic" : "linear";
    const [first] = shownScores(state);
    switch (metricsTable(state).find(({ name }) => name === first)?.beatsLinear) {
      case true:
        return [[{ text: `beats ${linear}`, style: "blue" }]];
      case false:
        return [[{ text: `behind ${linear}`, style: "plain" }]];
      case undefined:
        return [];
    }
  },
  linesFilled: ({ state }) => 1 + metricsTable(state).length + (isLossScaled(state) ? 1 : 0),
  draw(grid, view) {
    const { state } = view;
    const table = metricsTable(state);
    const isRoomy = grid.width >= 60;
    const cells = isRoomy ? 10 : 8;
    const label = isRoomy ? 11 : 6;
    const columns = [
      metricsHeading(view),
      "best",
      "@ep",
      ...(targetClasses(state) ? ["freq.", "logist."] : ["mean", "linear"]),
    ].map((text) => ({ text, style: "dim" }) as const);
    const widths = [cells, cells, isRoomy ? 8 : 7, cells, cells] as const;
    const gap = isRoomy ? 2 : 1;

    const put = (y: number, texts: readonly { text: string; style: Style }[]) => {
      let x = label;
      texts.forEach(({ text, style }, i) => {
        const width = widths[i] ?? cells;
        grid.put(x, y, text.padStart(width), style);
        x += width;
      });
    };
    put(0, columns);
    table.forEach(({ name, now, best, mean, linear, beatsLinear }, i) => {
      grid.put(1, i + 1, labelOf(name, isRoomy), "plain");
      put(i + 1, [
        { text: formatNumber(now, cells - gap), style: beatsLinear ? "blueBold" : "bold" },
        { text: formatNumber(best?.value, cells - gap), style: "plain" },
        { text: best ? epochText(best, widths[2]! - gap) : "–", style: "dim" },
        { text: formatNumber(mean, cells - gap), style: "dim" },
        { text: formatNumber(linear, cells - gap), style: "dim" },
      ]);
    });
    if (isLossScaled(state)) grid.put(1, 1 + table.length, "losses are in the scaled unit", "dim");
  },
};

function labelOf(name: MetricRow["name"], isLong: boolean): string {
  if (name === "loss") return isLong ? "train loss" : "train";
  if (name === "validationLoss") return isLong ? "val loss" : "val";
  if (name === "logLoss") return isLong ? "log loss" : "logl.";
  if (name === "accuracy") return isLong ? "accuracy" : "acc.";
  if (name === "rocAuc") return isLong ? "ROC AUC" : "auc";
  return name;
}

/** The epoch in at most `cells` cells, shortened such as `1.50M`. */
function epochText({ epoch, isApproximate }: BestMetric, cells: number): string {
  const sign = isApproximate ? "~" : "";
  return `${sign}${epoch}`.length <= cells ? `${sign}${epoch}` : `${sign}${formatCount(epoch)}`;
}

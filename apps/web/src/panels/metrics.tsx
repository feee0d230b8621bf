/** How good the network is, now and at its best, compared with two models that cost nothing. */
import {
  formatNumber,
  judgedRows,
  metricsHeading,
  metricsTable,
  targetClasses,
  type MetricRow,
  type View,
} from "@epochal/view";
import type { Panel } from "./panel.ts";

export const metrics: Panel = {
  title: ({ state }) => `metrics (${judgedRows(state)})`,
  content: (view) => <MetricsTable view={view} />,
};

const NAMES: Partial<Record<MetricRow["name"], string>> = {
  loss: "train loss",
  validationLoss: "val loss",
  logLoss: "log loss",
  rocAuc: "ROC AUC",
};

function MetricsTable({ view }: { readonly view: View }) {
  const { state } = view;
  const isClass = targetClasses(state) !== undefined;
  const number = (value: number | undefined) => formatNumber(value).trim();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="table of metrics">
      <table class="numbers">
        <thead>
          <tr>
            <td />
            <th scope="col">{metricsHeading(view)}</th>
            <th scope="col">best</th>
            <th scope="col">epoch</th>
            <th scope="col">{isClass ? "frequent" : "mean"}</th>
            <th scope="col">{isClass ? "logistic" : "linear"}</th>
          </tr>
        </thead>
        <tbody>
          {metricsTable(state).map(({ name, now, best, mean, linear, beatsLinear }) => (
            <tr key={name}>
              <th scope="row">{NAMES[name] ?? name}</th>
              <td class={beatsLinear ? "right" : undefined}>{number(now)}</td>
              <td>{number(best?.value)}</td>
              <td>{best ? `${best.isApproximate ? "~" : ""}${best.epoch}` : "–"}</td>
              <td>{number(mean)}</td>
              <td>{number(linear)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

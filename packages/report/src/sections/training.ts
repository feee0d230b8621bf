/** How the training went: the loss over its epochs, and what happened. */
import {
  describeActivity,
  describeKind,
  formatDuration,
  linearAxis,
  chooseAxis,
  type RunState,
  type Series,
} from "@epochal/view";
import { chart, type MarkKind, type Scales } from "../charts/chart.ts";
import { line } from "../charts/marks.ts";
import { figures, section, wordTable } from "../html.ts";
import type { ReportSubject } from "../subject.ts";

export function trainingSection({ state }: ReportSubject): string {
  if (!state || state.curves.loss.length === 0) return "";
  return section("How it was trained", [figures([lossChart(state)]), history(state)]);
}

function lossChart({ curves, finished, epoch }: RunState): string {
  const { loss, validationLoss } = curves;
  const all = [loss, validationLoss].filter(({ length }) => length > 0);
  const values = all.flatMap((series) => buckets(series).ys).filter(Number.isFinite);
  const y = chooseAxis({ min: Math.min(...values), max: Math.max(...values) });
  const x = linearAxis({ min: 0, max: epoch });
  const kept =
    finished && finished.modelEpoch > 0 && finished.modelEpoch < epoch
      ? `; the model is that of epoch ${finished.modelEpoch}`
      : "";
  const isValidated = validationLoss.length > 0;
  return chart(
    {
      title: `Loss over ${epoch} epochs${kept}`,
      ...(isValidated && {
        legend: [
          ["training", "model"],
          ["validation", "second"],
        ] as const,
      }),
      description: `The loss over ${epoch} epochs${kept}`,
      x,
      y,
      xLabel: "epoch",
      width: 640,
      height: 220,
    },
    (scales) => {
      const at = finished?.modelEpoch;
      const mark = at ? line([at, at], [y.min, y.max], scales, "guide") : "";
      return mark + curve(loss, scales, "model") + curve(validationLoss, scales, "second");
    },
  );
}

function curve(series: Series, scales: Scales, kind: MarkKind): string {
  const { xs, ys } = buckets(series);
  return line(xs, ys, scales, kind);
}

/** The last value of each bucket of epochs. */
function buckets(series: Series): { readonly xs: number[]; readonly ys: number[] } {
  const found = Array.from({ length: series.length }, (_, i) => series.bucket(i)).filter(
    (bucket) => bucket !== undefined,
  );
  return { xs: found.map(({ from, to }) => (from + to - 1) / 2), ys: found.map(({ last }) => last) };
}

const MAX_LINES = 20;

function history({ activity }: RunState): string {
  const entries = activity.filter(({ kind }) => kind !== "printed").slice(-MAX_LINES);
  if (entries.length === 0) return "";
  return wordTable(
    "What happened",
    ["after", "event"],
    entries.map((entry) => [
      formatDuration(entry.atMs),
      [describeKind(entry), describeActivity(entry)].filter(Boolean).join(": "),
    ]),
  );
}

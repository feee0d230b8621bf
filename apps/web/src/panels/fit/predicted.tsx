/** Many inputs: predicted against actual values; a perfect network has every row on the diagonal. */
import { exactAxis, extentOf, formatNumber, padExtent, predictSample, type View } from "@epochal/view";
import { Chart, ticksAcross, ticksUp } from "../../charts/chart.tsx";
import { DataTable } from "../../charts/data-table.tsx";
import { linePath } from "../../charts/paths.ts";
import { Waiting } from "./waiting.tsx";

/** More rows are not listed. */
const MAX_ROWS = 100;

function short(value: number | undefined): string {
  return formatNumber(value).trim();
}

export function PredictedFit({ view }: { readonly view: View }) {
  const rows = predictSample(view.state, view.settings.target);
  if (!rows) return <Waiting />;
  const range = padExtent(extentOf(rows.actual), 0.02);
  const ends = [range.min, range.max];
  return (
    <>
      <p class="legend">
        <span class={rows.part === "training" ? "train" : "validation"}>{rows.part} rows</span>
        <span class="quiet">across: actual, up: predicted</span>
      </p>
      <Chart
        label={`predicted over actual values of ${rows.actual.length} rows`}
        xAxis={(size) => exactAxis(range, ticksAcross(size))}
        yAxis={(size) => exactAxis(range, ticksUp(size))}
      >
        {(places) => (
          <>
            <path class="diagonal" d={linePath(ends, ends, places)} />
            {Array.from(rows.actual, (actual, i) => (
              <circle
                key={i}
                class={rows.part === "training" ? "row train" : "row"}
                cx={places.x(actual)}
                cy={places.y(rows.predicted[i]!)}
                r="2.5"
              />
            ))}
          </>
        )}
      </Chart>
      <DataTable
        caption={`${rows.part} rows, actual and predicted`}
        columns={["row", "actual", "predicted"]}
        rows={() =>
          Array.from(rows.actual.slice(0, MAX_ROWS), (actual, i) => [i + 1, short(actual), short(rows.predicted[i])])
        }
      />
    </>
  );
}

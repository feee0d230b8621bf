/** One input: the data, the curve that the network draws through them, and the band that most rows lie in. */
import { curveData, exactAxis, formatNumber, predictCurve, type View } from "@epochal/view";
import { Chart, ticksAcross, ticksUp } from "../../charts/chart.tsx";
import { DataTable } from "../../charts/data-table.tsx";
import { linePath } from "../../charts/paths.ts";
import { Waiting } from "./waiting.tsx";

const POINTS = 200;
/** The points that the table lists. */
const TABLE_POINTS = Array.from({ length: 21 }, (_, i) => Math.round((i * (POINTS - 1)) / 20));

export function CurveFit({ view }: { readonly view: View }) {
  const { state, settings } = view;
  const data = curveData(state, settings);
  if (!data) return <Waiting />;
  const { xs, ys, band } = data;
  const curve = predictCurve(state, settings.target, data.x, POINTS);
  const shifted = (by: number) => curve!.ys.map((value) => value + by);
  return (
    <>
      <Chart
        label={`the network's curve through ${xs.length} rows`}
        xAxis={(size) => exactAxis(data.x, ticksAcross(size))}
        yAxis={(size) => exactAxis(data.y, ticksUp(size))}
      >
        {(places) => (
          <>
            {curve && band !== undefined && (
              <path
                class="band"
                d={`${linePath(curve.xs, shifted(band), places)}${linePath(curve.xs.toReversed(), shifted(-band).toReversed(), places).replace("M", "L")}Z`}
              />
            )}
            {xs.map((value, i) => (
              <circle key={i} class="row" cx={places.x(value)} cy={places.y(ys[i]!)} r="2.5" />
            ))}
            {curve && <path class="curve train" d={linePath(curve.xs, curve.ys, places)} />}
          </>
        )}
      </Chart>
      {curve && (
        <DataTable
          caption="the network's curve"
          columns={["input", "predicted"]}
          rows={() => TABLE_POINTS.map((i) => [curve.xs[i], curve.ys[i]].map((value) => formatNumber(value).trim()))}
        />
      )}
    </>
  );
}

/** The losses over the epochs. */
import {
  epochsAxis,
  formatNumber,
  linearAxis,
  logAxis,
  lossExtent,
  lossScale,
  lossTitle,
  smooth,
  type Series,
  type View,
} from "@epochal/view";
import { Chart, ticksAcross, ticksUp, type Places } from "../charts/chart.tsx";
import { linePath, seriesPath } from "../charts/paths.ts";
import type { Panel } from "./panel.ts";

export const loss: Panel = { title: lossTitle, content: (view) => <LossChart view={view} />, isWide: true };

function LossChart({ view }: { readonly view: View }) {
  const { state, settings } = view;
  const range = settings.lossBounds ?? lossExtent(view);
  if (!range) return <p class="quiet">waiting for the first epoch</p>;
  const axis = lossScale(view) === "log" ? logAxis : linearAxis;
  const { loss: train, validationLoss } = state.curves;
  const hasValidation = validationLoss.length > 0;
  return (
    <>
      <p class="legend">
        <span class="train">training</span>
        {hasValidation && <span class="validation">validation</span>}
        <Readout view={view} />
      </p>
      <Chart
        label={`${lossTitle(view)}: training ${formatNumber(train.last).trim()}`}
        xAxis={(size) => epochsAxis(view, ticksAcross(size))}
        yAxis={(size) => axis(range, ticksUp(size))}
      >
        {(places) => (
          <>
            {state.changeEpochs.map((epoch) => (
              <path key={epoch} class="mark" d={`M${places.x(epoch)} ${places.top}v${places.height}`} />
            ))}
            {settings.curves !== "validation" && <Curve name="train" series={train} view={view} places={places} />}
            {settings.curves !== "training" && hasValidation && (
              <Curve name="validation" series={validationLoss} view={view} places={places} />
            )}
            {settings.cursor !== undefined && (
              <path class="cursor" d={`M${places.x(settings.cursor)} ${places.top}v${places.height}`} />
            )}
          </>
        )}
      </Chart>
    </>
  );
}

interface CurveProps {
  readonly name: "train" | "validation";
  readonly series: Series;
  readonly view: View;
  readonly places: Places;
}

/** The measured values; faint behind the smoothed ones, if the viewer smooths. */
function Curve({ name, series, view, places }: CurveProps) {
  const { smoothing } = view.settings;
  if (smoothing === 0) return <path class={`curve ${name}`} d={seriesPath(series, places)} />;
  const { epochs, values } = smooth(series, smoothing);
  return (
    <>
      <path class={`curve faint ${name}`} d={seriesPath(series, places)} />
      <path class={`curve ${name}`} d={linePath(epochs, values, places)} />
    </>
  );
}

/** The values at the cursor, or the newest. */
function Readout({ view: { state } }: { readonly view: View }) {
  if (!state.latest) return null;
  const { epoch, loss: train, validationLoss } = state.latest;
  const parts = [`epoch ${epoch}`, `training ${formatNumber(train).trim()}`];
  if (validationLoss !== undefined) parts.push(`validation ${formatNumber(validationLoss).trim()}`);
  return <span class="readout">{parts.join("  ")}</span>;
}

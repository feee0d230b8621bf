/** The losses over the epochs. */
import {
  changeSettings,
  epochsAxis,
  formatNumber,
  linearAxis,
  logAxis,
  lossExtent,
  lossScale,
  lossTitle,
  visibleEpochs,
  type Action,
  type Extent,
  type View,
} from "@epochal/view";
import { useState } from "preact/hooks";
import { Chart, ticksAcross, ticksUp } from "../charts/chart.tsx";
import { RangeSurface } from "../charts/range-surface.tsx";
import { LossCurve } from "./loss/curve.tsx";
import { later } from "../load-later.ts";
import { lossAt, lossesInWords, LossTable } from "./loss/values.tsx";
import type { Panel } from "./panel.ts";

export const loss: Panel = {
  title: lossTitle,
  content: (view, onAction) => <LossChart view={view} onAction={onAction} />,
  isWide: true,
};

/** Most viewers see one run. */
const PinnedLosses = later(async () => (await import("./loss/pinned.tsx")).PinnedLosses);

/** Fewer epochs are not shown alone. */
const MIN_EPOCHS = 4;

interface LossChartProps {
  readonly view: View;
  readonly onAction: (action: Action) => void;
}

function LossChart({ view, onAction }: LossChartProps) {
  const { state, settings } = view;
  const [hover, setHover] = useState<number>();
  const range = settings.lossBounds ?? lossExtent(view);
  if (!range) return <p class="quiet">{beforeFirstEpoch(view)}</p>;
  const axis = lossScale(view) === "log" ? logAxis : linearAxis;
  const { loss: train, validationLoss } = state.curves;
  const hasValidation = validationLoss.length > 0;
  const shown = hover === undefined ? undefined : lossAt(state, Math.round(hover));
  return (
    <>
      <p class="legend">
        <span class="train">training</span>
        {hasValidation && <span class="validation">validation</span>}
        {view.runs.length > 0 && <span class="pinned">{hasValidation ? "validation" : "training"} of other runs</span>}
        <span class="readout">{lossesInWords(state, shown)}</span>
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
            {view.runs.length > 0 && <PinnedLosses view={view} places={places} />}
            {settings.curves !== "validation" && (
              <LossCurve name="train" series={train} smoothing={settings.smoothing} places={places} />
            )}
            {settings.curves !== "training" && hasValidation && (
              <LossCurve name="validation" series={validationLoss} smoothing={settings.smoothing} places={places} />
            )}
            {settings.cursor !== undefined && (
              <path class="cursor" d={`M${places.x(settings.cursor)} ${places.top}v${places.height}`} />
            )}
            {hover !== undefined && <path class="hover" d={`M${places.x(hover)} ${places.top}v${places.height}`} />}
            <RangeSurface
              places={places}
              onHover={setHover}
              onZoom={(epochs) => onAction(changeSettings({ zoom: zoomTo(view, epochs) }))}
              onPick={(epoch) => onAction(changeSettings({ cursor: cursorAt(view, Math.round(epoch)) }))}
              onWhole={() => onAction(changeSettings({ zoom: undefined }))}
            />
          </>
        )}
      </Chart>
      <LossTable view={view} />
    </>
  );
}

function beforeFirstEpoch({ state, canControl }: View): string {
  if (state.phase !== "paused") return "waiting for the first epoch";
  return canControl ? "paused before the first epoch: press “train” or “resume”" : "paused before the first epoch";
}

/** The zoom for some epochs; undefined if they are the whole run. */
function zoomTo({ state, settings }: View, { min, max }: Extent): Extent | undefined {
  const whole = visibleEpochs({ state, settings: { zoom: undefined } });
  const from = Math.max(whole.min, Math.round(min));
  const to = Math.min(whole.max, Math.round(max));
  if (to - from < MIN_EPOCHS) return settings.zoom;
  return from === whole.min && to === whole.max ? undefined : { min: from, max: to };
}

function cursorAt({ state }: View, epoch: number): number | undefined {
  const newest = state.curves.loss.lastEpoch ?? 0;
  const first = state.started?.from?.epoch ?? 0;
  return epoch >= newest ? undefined : Math.max(first, epoch);
}

/** Two inputs: what the network predicts at each place, as shades or as regions of classes, with the training rows on top. */
import {
  exactAxis,
  formatNumber,
  mapData,
  padExtent,
  predictClasses,
  predictMap,
  sampleClasses,
  targetClasses,
  type Extent,
  type View,
} from "@epochal/view";
import { Chart, ticksAcross, ticksUp } from "../../charts/chart.tsx";
import { DataTable } from "../../charts/data-table.tsx";
import { Waiting } from "./waiting.tsx";

/** More rows are not listed. */
const MAX_ROWS = 100;

/** Around the rows, as a share of their extent: those at the edge are seen whole. */
const MARGIN = 0.05;

/** Squares across and up. */
const SQUARES = 36;

export function MapFit({ view }: { readonly view: View }) {
  const { state, settings } = view;
  const mapped = mapData(state, settings);
  if (!mapped) return <Waiting />;
  const data = { ...mapped, x: padExtent(mapped.x, MARGIN), y: padExtent(mapped.y, MARGIN) };
  const centers = ({ min, max }: Extent) =>
    Array.from({ length: SQUARES }, (_, i) => min + ((max - min) * (i + 0.5)) / SQUARES);
  const [xs, ys] = [centers(data.x), centers(data.y)];
  const classes = targetClasses(state);
  const regions = classes && predictClasses(state, xs, ys);
  const values = classes ? undefined : predictMap(state, settings.target, xs, ys);
  const colours = regions ? Array.from(regions, classColour) : Array.from(values ?? [], (v) => shade(v, data.values));
  const rowColours = classes ? Array.from(sampleClasses(state), classColour) : actualColours(view, data.values);
  return (
    <>
      {classes && (
        <p class="legend">
          {classes.map((name, c) => (
            <span key={name} class="swatch" style={{ "--swatch": classColour(c) }}>
              {name}
            </span>
          ))}
        </p>
      )}
      <Chart
        label={`what the network predicts for two inputs, with ${data.rows.length} rows`}
        xAxis={(size) => exactAxis(data.x, ticksAcross(size))}
        yAxis={(size) => exactAxis(data.y, ticksUp(size))}
      >
        {({ x, y, width, height }) => (
          <>
            {/* One path for each colour, not an element for each square: a live page redraws it with each picture. */}
            {[...Map.groupBy(colours.keys(), (i) => colours[i])].map(([colour, squares]) => (
              <path
                key={colour}
                fill={colour}
                d={squares
                  .map((i) => {
                    const left = x(data.x.min) + ((i % SQUARES) * width) / SQUARES;
                    const bottom = y(data.y.min) - (Math.floor(i / SQUARES) * height) / SQUARES;
                    return `M${left} ${bottom}v-${height / SQUARES + 0.5}h${width / SQUARES + 0.5}V${bottom}z`;
                  })
                  .join("")}
              />
            ))}
            {data.rows.map(([across = NaN, up = NaN], i) => (
              <circle key={i} class="outlined" cx={x(across)} cy={y(up)} r="3" fill={rowColours[i]} />
            ))}
          </>
        )}
      </Chart>
      <DataTable
        caption="training rows and what the network predicts for them"
        columns={["row", "first input", "second input", "predicted"]}
        rows={() =>
          data.rows.slice(0, MAX_ROWS).map(([across = NaN, up = NaN], i) => {
            const predicted = classes
              ? classes[predictClasses(state, [across], [up])?.[0] ?? -1]
              : formatNumber(predictMap(state, settings.target, [across], [up])?.[0]).trim();
            return [i + 1, formatNumber(across).trim(), formatNumber(up).trim(), predicted ?? "–"];
          })
        }
      />
    </>
  );
}

function actualColours({ state, settings }: View, values: Extent): string[] {
  const { y } = state.started!.data.sample.train;
  return y.map((row) => shade(row[settings.target] ?? NaN, values));
}

/** In 25 steps to each side, from orange for the lowest value over white to blue for the highest: both ends differ in brightness for no kind of colour blindness alone. */
function shade(value: number, { min, max }: Extent): string {
  const share = Math.min(1, Math.max(0, max > min ? (value - min) / (max - min) : 0.5));
  const side = Math.round(Math.abs(share - 0.5) * 50) * 4;
  return `color-mix(in oklab, var(${share < 0.5 ? "--low" : "--high"}) ${side}%, var(--middle))`;
}

/** Colours that differ for people with any kind of colour vision: Okabe and Ito, Color Universal Design (2008). */
const CLASS_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999"];

function classColour(index: number): string {
  return CLASS_COLOURS[index % CLASS_COLOURS.length]!;
}

/** A chart as SVG: two axes with their ticks, and whatever is drawn between them. */
import type { Axis } from "@epochal/view";
import type { ComponentChildren } from "preact";
import { useSize, type Size } from "../use-size.ts";
import type { Places } from "./places.ts";

export interface ChartProps {
  /** The chart in words, for screen readers. */
  readonly label: string;
  readonly xAxis: (size: Size) => Axis;
  readonly yAxis: (size: Size) => Axis;
  readonly children: (places: Places) => ComponentChildren;
}

/** In the size of the text. */
const MARGIN = { left: 3.5, right: 0.7, top: 0.55, bottom: 1.5 };

export function Chart({ label, xAxis, yAxis, children }: ChartProps) {
  const [ref, size] = useSize();
  return (
    <div class="chart" ref={ref}>
      {size.width > 0 && (
        <svg role="img" aria-label={label} width={size.width} height={size.height}>
          <Axes size={size} x={xAxis(size)} y={yAxis(size)} content={children} />
        </svg>
      )}
    </div>
  );
}

interface AxesProps {
  readonly size: Size;
  readonly x: Axis;
  readonly y: Axis;
  readonly content: ChartProps["children"];
}

function Axes({ size, x, y, content }: AxesProps) {
  const em = textSize();
  const left = MARGIN.left * em;
  const top = MARGIN.top * em;
  const width = Math.max(1, size.width - left - MARGIN.right * em);
  const height = Math.max(1, size.height - top - MARGIN.bottom * em);
  const bottom = top + height;
  const places: Places = {
    left,
    top,
    width,
    height,
    xAxis: x,
    x: (value) => left + x.position(value) * width,
    y: (value) => bottom - y.position(value) * height,
  };
  return (
    <>
      <g class="axis">
        <path d={`M${left} ${top}V${bottom}H${left + width}`} />
        {y.ticks.map(({ value, label }) => (
          <g key={label}>
            <path class="grid" d={`M${left} ${places.y(value)}h${width}`} />
            <text x={left - 0.4 * em} y={places.y(value)} dy="0.32em" text-anchor="end">
              {label}
            </text>
          </g>
        ))}
        {x.ticks.map(({ value, label }) => (
          <g key={label}>
            <path d={`M${places.x(value)} ${bottom}v4`} />
            <text x={places.x(value)} y={bottom + 1.1 * em} text-anchor="middle">
              {label}
            </text>
          </g>
        ))}
      </g>
      <svg class="plot" x={left} y={top} width={width} height={height} viewBox={`${left} ${top} ${width} ${height}`}>
        {content(places)}
      </svg>
    </>
  );
}

/** The size of the page's text in pixels. */
function textSize(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Ticks that have room in a width or a height, in pixels. */
export function ticksAcross({ width }: Size): number {
  return Math.max(2, Math.floor(width / (4.7 * textSize())));
}

export function ticksUp({ height }: Size): number {
  return Math.max(2, Math.floor(height / (2.4 * textSize())));
}

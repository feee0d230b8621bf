/** Places of a chart, in its pixels. */
import type { Axis } from "@epochal/view";

export interface Places {
  /** Left, top, width and height of the area between the axes. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly xAxis: Axis;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

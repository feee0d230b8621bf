/** Takes the pointer over a chart: where it is, a part that is dragged or chosen by the wheel, and clicks; in the chart's own x. */
import type { Extent } from "@epochal/view";
import type { TargetedMouseEvent } from "preact";
import { useState } from "preact/hooks";
import type { Places } from "./places.ts";

interface RangeSurfaceProps {
  readonly places: Places;
  /** Where the pointer is; undefined if it has left. */
  readonly onHover: (x: number | undefined) => void;
  /** A part was chosen by dragging or by the wheel; it may reach beyond the axis. */
  readonly onZoom: (range: Extent) => void;
  /** A place was clicked. */
  readonly onPick: (x: number) => void;
  /** The whole axis is wanted again. */
  readonly onWhole: () => void;
}

/** A shorter drag is a click. In pixels. */
const MIN_DRAG = 5;
/** How far the wheel must turn to zoom by the factor e. */
const WHEEL = 500;

export function RangeSurface({ places, onHover, onZoom, onPick, onWhole }: RangeSurfaceProps) {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();
  const { left, top, width, height, x, xAxis } = places;
  const xOf = (event: TargetedMouseEvent<Element>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return xAxis.value(Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width))));
  };
  const isLong = (from: number, to: number) => Math.abs(x(to) - x(from)) >= MIN_DRAG;
  return (
    <>
      {drag && isLong(drag.from, drag.to) && (
        <rect
          class="dragged"
          x={Math.min(x(drag.from), x(drag.to))}
          y={top}
          width={Math.abs(x(drag.to) - x(drag.from))}
          height={height}
        />
      )}
      <rect
        class="surface"
        x={left}
        y={top}
        width={width}
        height={height}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: xOf(event), to: xOf(event) });
        }}
        onPointerMove={(event) => {
          onHover(xOf(event));
          if (drag) setDrag({ from: drag.from, to: xOf(event) });
        }}
        onPointerUp={(event) => {
          if (!drag) return;
          const to = xOf(event);
          setDrag(undefined);
          if (isLong(drag.from, to)) onZoom({ min: Math.min(drag.from, to), max: Math.max(drag.from, to) });
          else onPick(to);
        }}
        onPointerCancel={() => setDrag(undefined)}
        onPointerLeave={() => onHover(undefined)}
        onDblClick={onWhole}
        onWheel={(event) => {
          event.preventDefault();
          const factor = Math.exp(event.deltaY / WHEEL);
          const at = xOf(event);
          onZoom({ min: at - (at - xAxis.min) * factor, max: at + (xAxis.max - at) * factor });
        }}
      />
    </>
  );
}

import { expect, test } from "vitest";
import { createCellBuffer } from "../cells/cell-buffer.ts";
import { createCanvas, drawLayers, drawLine, type Canvas } from "./canvas.ts";

function drawn(canvases: readonly Canvas[], ascii = false): string[] {
  const [first] = canvases;
  const page = createCellBuffer(first!.width / 2, first!.height / 4);
  const letters = ["*", "o"];
  const layers = canvases.map((canvas, i) => ({
    canvas,
    style: "plain" as const,
    ascii: letters[i] ?? "?",
    alternatesStyle: false,
  }));
  drawLayers(page, layers, ascii);
  return page.lines("none");
}

test("each of the eight dots of a cell has its bit", () => {
  const dots: [number, number][] = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ];
  // Unicode numbers the dots of U+2800 down the left, down the right, then the lowest row.
  dots.forEach(([x, y], bit) => {
    const canvas = createCanvas(1, 1);
    canvas.set(x, y);
    expect(canvas.cell(0, 0)).toBe(1 << bit);
  });
});

test("a place outside the canvas, or one that is not finite, sets no dot", () => {
  const canvas = createCanvas(2, 2);
  for (const [x, y] of [
    [-1, 0],
    [4, 0],
    [0, 8],
    [NaN, 0],
    [0, Infinity],
  ] as const)
    canvas.set(x, y);
  drawLine(canvas, [NaN, 0], [3, 3]);
  drawLine(canvas, [-5, -5], [9, -5]);
  expect(drawn([canvas])).toEqual(["", ""]);
});

test("a line goes from corner to corner", () => {
  const canvas = createCanvas(2, 1);
  drawLine(canvas, [0, 0], [3, 3]);
  expect(drawn([canvas])).toEqual(["⠑⢄"]);
});

test("a line has no gaps, wherever its ends are", () => {
  const canvas = createCanvas(4, 1);
  const xs = [0.4, 1.6, 2.9, 4.4, 5.6, 7];
  xs.slice(1).forEach((x, i) => drawLine(canvas, [xs[i]!, 0], [x, 0]));
  expect(drawn([canvas])).toEqual(["⠉⠉⠉⠉"]);
});

test("a line that leaves the canvas is cut at its edge, however far it goes", () => {
  const canvas = createCanvas(2, 1);
  drawLine(canvas, [0, 3], [1e300, 3]);
  expect(drawn([canvas])).toEqual(["⣀⣀"]);
});

test("a dotted line has every third dot, and keeps its rhythm from one line to the next", () => {
  const canvas = createCanvas(4, 1);
  const start = drawLine(canvas, [0, 0], [2, 0], { every: 3 });
  drawLine(canvas, [2, 0], [7, 0], { every: 3, start });
  expect(drawn([canvas])).toEqual(["⠁⠈ ⠁"]);
});

test("canvases share cells: dots add up in braille, and both is # in ASCII", () => {
  const one = createCanvas(2, 1);
  const other = createCanvas(2, 1);
  one.set(0, 0);
  one.set(2, 0);
  other.set(3, 0);
  expect(drawn([one, other])).toEqual(["⠁⠉"]);
  expect(drawn([one, other], true)).toEqual(["*#"]);
});

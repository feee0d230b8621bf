/** The vectors of a batch that a thread has for itself, so that it can compute members of an ensemble while others compute other ones. */
import type { Layout } from "../layout.ts";

const ALIGNMENT = 64;
/** As in layout.ts, the assembly may read and write a little beyond a vector. */
const PADDING = 96;

/** Bytes of the vectors of a batch of one thread: none for a single network, which all threads share. @param size bytes of a number. */
export function ownBatchBytes(layout: Layout, size: number): number {
  return layout.words.members > 1 ? placeOwnBatch(layout, size, 0).end : 0;
}

/** The layout with vectors of a batch at `start`: those of the layers, of the rows, and the descriptions that point to them. */
export function ownBatchLayout(layout: Layout, size: number, start: number): Layout {
  return placeOwnBatch(layout, size, start).own;
}

function placeOwnBatch(layout: Layout, size: number, start: number): { readonly own: Layout; readonly end: number } {
  const { words, numbers, capacity } = layout;
  let end = start;
  function place(bytes: number): number {
    const at = end;
    end += Math.ceil((bytes + PADDING) / ALIGNMENT) * ALIGNMENT;
    return at;
  }
  const { batchRows } = words;
  const layers = layout.layers.map((layer) => {
    const vector = () => place(capacity * layer.units * size);
    const a = vector();
    return { ...layer, a, z: layer.z === layer.a ? a : vector(), dz: vector() };
  });
  const own = {
    ...layout,
    layers,
    words: {
      ...words,
      layers: place(4 * layers.flatMap(Object.values).length),
      predicted: layers[layers.length - 1].a,
      // Rows that are not copied are the training's own.
      batchX: words.order ? place(batchRows * words.inputs * size) : words.batchX,
      batchY: words.batchY === words.y ? words.y : place(batchRows * words.targets * size),
      rowWeights: words.rowWeights && place(8 * batchRows),
      rowLosses: place(8 * batchRows),
    },
    plan: place(8 * Object.keys(numbers).length + 4 * Object.keys(words).length),
  };
  return { own, end };
}

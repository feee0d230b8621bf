/**
 * out = initial + left · right, every sum in the order of its terms. The work is cut so that what is used again stays near:
 * blocks of rows and terms of the left side in the second cache, for each panel of two vectors of columns of the right
 * side in the first, and in registers the tile that they make.
 * Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM TOMS 34 (2008).
 */
import { Four, isFused, lanes, One, Six, Two } from "./product-lanes";
import { pack } from "./product-pack";
import { tile } from "./product-tile";

/** Rows in a block, and bytes of the terms of a row: 400 KB at most. */
const BLOCK_ROWS: usize = 256;
const BLOCK_BYTES: usize = 1024;

/** With more columns, and more rows, than these it pays to copy what lies in the order of the tiles already, but far apart. */
const FEW_COLUMNS: usize = 64;
const FEW_ROWS: usize = 8;

/** How many of some rows can be cut into tiles: all but the last of an odd number, and none of 2. */
export function rowsInTiles(rows: usize): usize {
  return rows < 4 ? 0 : rows & ~1;
}

/**
 * Rows of the next tile, where so many are left: 6 if possible, which need the fewest loads; where a product and its sum
 * are two instructions 6 also need a register more than there is, and 4 are faster.
 */
// @inline
function tileRows<T>(rows: usize): usize {
  if (isFused<T>()) return rows == 4 || rows == 8 ? 4 : 6;
  return rows & 2 ? 6 : 4;
}

/**
 * `left` is `[rows, terms]`, `right` is `[terms, columns]`, each with steps in bytes along both, one of which is the size
 * of a number; `out` is row-major with nothing between its rows. `initial` is a row of columns, or 0 for zeros. All rows
 * can be cut into tiles, and there is at least one term.
 */
export function product<T>(
  out: usize,
  left: usize,
  leftRowStep: usize,
  leftTermStep: usize,
  right: usize,
  rightTermStep: usize,
  rightColumnStep: usize,
  initial: usize,
  rows: usize,
  columns: usize,
  terms: usize,
  scratch: usize,
): void {
  const zeros = scratch;
  v128.store(zeros, i64x2.splat(0));
  v128.store(zeros, i64x2.splat(0), 16);
  const panel = zeros + 32;
  const block = panel + panelBytes<T>();
  const packsLeft = leftRowStep != sizeof<T>() || columns > FEW_COLUMNS;
  const packsRight = rightColumnStep != sizeof<T>() || (columns > FEW_COLUMNS && rows > FEW_ROWS);

  const outStep = columns * sizeof<T>();
  const leftStep = packsLeft ? leftPanelStep<T>() : leftTermStep;
  const rightStep = packsRight ? 64 : rightTermStep;
  const most = BLOCK_BYTES / sizeof<T>();
  for (let t: usize = 0, parts = (terms + most - 1) / most; parts > 0; parts--) {
    const someTerms = (terms - t) / parts;
    const next = packsLeft ? leftStep * someTerms : 0;
    for (let i: usize = 0, blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS; blocks > 0; blocks--) {
      const someRows = ((rows - i) / blocks + 1) & ~1;
      let a = left + i * leftRowStep + t * leftTermStep;
      if (packsLeft) {
        packRows<T>(block, a, leftRowStep, leftTermStep, someRows, someTerms);
        a = block;
      }
      for (let j: usize = 0; j < columns; j += 4 * lanes<T>()) {
        const someColumns = min(columns - j, 4 * lanes<T>());
        let b = right + t * rightTermStep + j * rightColumnStep;
        if (packsRight) {
          pack<T>(panel, rightStep, b, rightColumnStep, rightTermStep, someTerms, someColumns);
          b = panel;
        }
        let to = out + i * outStep + j * sizeof<T>();
        // After the first terms, the sums so far.
        let start = t > 0 ? to : initial ? initial + j * sizeof<T>() : zeros;
        const startStep = t > 0 ? outStep : 0;
        for (let k = someColumns; k > 0; k -= min(k, 2 * lanes<T>())) {
          if (k > lanes<T>()) {
            const last = min(k - lanes<T>(), lanes<T>());
            tiles<T, Two>(to, outStep, a, leftStep, next, b, rightStep, start, startStep, someRows, last, someTerms);
          } else tiles<T, One>(to, outStep, a, leftStep, next, b, rightStep, start, startStep, someRows, k, someTerms);
          to += 32;
          b += 32;
          if (start != zeros) start += 32;
        }
      }
      i += someRows;
    }
    t += someTerms;
  }
}

/** How many bytes of scratch products of at most so many rows and terms need, a multiple of 16. */
export function productBytes<T>(rows: usize, terms: usize): usize {
  const panels = (min(rows, BLOCK_ROWS) + 3) / 4;
  return 32 + panelBytes<T>() + leftPanelStep<T>() * (panels * min(terms, BLOCK_BYTES / sizeof<T>()) + 4);
}

/** Two panels of the right side, and the 3 terms that `pack` writes more. */
// @inline
function panelBytes<T>(): usize {
  return (BLOCK_BYTES / sizeof<T>() + 3) * 64;
}

/** Bytes for a term of up to 6 rows of the left side, in whole vectors. */
// @inline
function leftPanelStep<T>(): usize {
  return sizeof<T>() == 4 ? 32 : 48;
}

/** The rows of a block, in panels as high as the tiles will be. */
function packRows<T>(block: usize, left: usize, rowStep: usize, termStep: usize, rows: usize, terms: usize): void {
  while (rows > 0) {
    const some = tileRows<T>(rows);
    pack<T>(block, leftPanelStep<T>(), left, rowStep, termStep, terms, some);
    rows -= some;
    left += some * rowStep;
    block += leftPanelStep<T>() * terms;
  }
}

/** All rows of a block by a panel of columns. From tile to tile in `left` are `next` bytes, or 0 where rows lie side by side. */
function tiles<T, Vectors>(
  out: usize,
  outStep: usize,
  left: usize,
  leftStep: usize,
  next: usize,
  right: usize,
  rightStep: usize,
  initial: usize,
  initialStep: usize,
  rows: usize,
  last: usize,
  terms: usize,
): void {
  while (rows > 0) {
    const some = tileRows<T>(rows);
    if (some == 6) {
      tile<T, Six, Vectors>(out, outStep, left, leftStep, right, rightStep, terms, initial, initialStep, last);
    } else tile<T, Four, Vectors>(out, outStep, left, leftStep, right, rightStep, terms, initial, initialStep, last);
    rows -= some;
    out += some * outStep;
    left += next || some * sizeof<T>();
    initial += some * initialStep;
  }
}

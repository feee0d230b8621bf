/**
 * out = initial + left · right, every sum in the order of its terms. The work is cut so that data used again stays close: a block
 * of rows and terms of the left side in the L2 cache, a panel of two vectors of columns of the right side in the L1 cache, and
 * their tile in registers.
 * Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM TOMS 34 (2008).
 */
import { count, Four, isFused, lanes, One, Six, Two } from "./lanes";
import { pack } from "./pack";
import { tile } from "./tile"; // written by scripts/tile-source.ts

/** Vectors of columns of a whole tile: two, or four in the wide variant, in which scripts/generate.ts replaces this line. */
type TileVectors = Two;

/** Rows and terms of a block: 786 KB at most. */
const BLOCK_ROWS: usize = 256;
const BLOCK_TERMS: usize = 256;

/** With more columns and rows than these, packing pays even for a side that is already in the order of the tiles, but spread out. */
const FEW_COLUMNS: usize = 64;
const FEW_ROWS: usize = 8;

/** How many of `rows` rows can be cut into tiles: none of 1 to 3, otherwise all except the last of an odd number. */
export function rowsInTiles(rows: usize): usize {
  return rows < 4 ? 0 : rows & ~1;
}

/**
 * Rows of the next tile when `rows` are left: 6 if possible, which takes the fewest loads. If multiply and add are separate
 * instructions, 6 rows need one register too many and 4 are faster.
 */
// @inline
function tileHeight<T>(rows: usize): usize {
  if (isFused<T>()) return rows == 4 || rows == 8 ? 4 : 6;
  return rows & 2 ? 6 : 4;
}

/**
 * `left` is `[rows, terms]`, `right` is `[terms, columns]`, each with a step in bytes along both axes, one of which is the size of
 * a number; `out` is row-major and contiguous. `initial` points to a row of columns, or is 0 for zeros. `rows` can be cut into
 * tiles (`rowsInTiles`), and there is at least one term.
 */
export function product<T>(
  out: usize, left: usize, leftRowStep: usize, leftTermStep: usize, right: usize, rightTermStep: usize,
  rightColumnStep: usize, initial: usize, rows: usize, columns: usize, terms: usize, scratch: usize,
): void {
  const zeros = scratch;
  v128.store(zeros, i64x2.splat(0));
  v128.store(zeros, i64x2.splat(0), 16);
  if (count<TileVectors>() == 4) {
    v128.store(zeros, i64x2.splat(0), 32);
    v128.store(zeros, i64x2.splat(0), 48);
  }
  const panel = zeros + 16 * count<TileVectors>();
  const block = panel + panelBytes<T>();
  const packsLeft = leftRowStep != sizeof<T>() || columns > FEW_COLUMNS;
  const packsRight = rightColumnStep != sizeof<T>() || (columns > FEW_COLUMNS && rows > FEW_ROWS);

  const outStep = columns * sizeof<T>();
  const rightStep = packsRight ? 64 : rightTermStep;
  for (let t: usize = 0, parts = (terms + BLOCK_TERMS - 1) / BLOCK_TERMS; parts > 0; parts--) {
    const blockTerms = (terms - t) / parts;
    for (let i: usize = 0, blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS; blocks > 0; blocks--) {
      const blockRows = ((rows - i) / blocks + 1) & ~1;
      let a = left + i * leftRowStep + t * leftTermStep;
      if (packsLeft) {
        packRows<T>(block, a, leftRowStep, leftTermStep, blockRows, blockTerms);
        a = block;
      }
      for (let j: usize = 0; j < columns; j += 4 * lanes<T>()) {
        const panelColumns = min(columns - j, 4 * lanes<T>());
        let b = right + t * rightTermStep + j * rightColumnStep;
        if (packsRight) {
          pack<T>(panel, rightStep, b, rightColumnStep, rightTermStep, blockTerms, panelColumns);
          b = panel;
        }
        let to = out + i * outStep + j * sizeof<T>();
        // After the first block of terms: the sums so far.
        let start = t > 0 ? to : initial ? initial + j * sizeof<T>() : zeros;
        const initialStep = t > 0 ? outStep : 0;
        if (t > 0) touch(to, outStep, blockRows, panel + BLOCK_TERMS * 64);
        if (count<TileVectors>() == 4 && panelColumns == 4 * lanes<T>()) {
          multiplyPanel<T, Four>(to, outStep, a, packsLeft ? 0 : leftTermStep, b, rightStep, start, initialStep, blockRows, lanes<T>(), blockTerms);
          continue;
        }
        for (let k = panelColumns; k > 0; k -= min(k, 2 * lanes<T>())) {
          if (k > lanes<T>()) {
            const last = min(k - lanes<T>(), lanes<T>());
            multiplyPanel<T, Two>(to, outStep, a, packsLeft ? 0 : leftTermStep, b, rightStep, start, initialStep, blockRows, last, blockTerms);
          } else multiplyPanel<T, One>(to, outStep, a, packsLeft ? 0 : leftTermStep, b, rightStep, start, initialStep, blockRows, k, blockTerms);
          to += 32;
          b += 32;
          if (start != zeros) start += 32;
        }
      }
      i += blockRows;
    }
    t += blockTerms;
  }
}

/** Reads a number of each row, so that the cache fetches all at once instead of one after another; writes to `sink`. */
function touch(from: usize, step: usize, rows: usize, sink: usize): void {
  let all: u32 = 0;
  for (; rows > 0; rows--, from += step) all |= load<u32>(from);
  store<u32>(sink, all);
}

/** Bytes of scratch for products of at most `rows` rows and `terms` terms: a multiple of 16. */
export function productBytes<T>(rows: usize, terms: usize): usize {
  const panels = (min(rows, BLOCK_ROWS) + 3) / 4;
  return 16 * count<TileVectors>() + panelBytes<T>() + leftPanelStep<T>(6) * (panels * min(terms, BLOCK_TERMS) + 4);
}

/** Two panels of the right side, and the 3 extra terms that `pack` may write. */
// @inline
function panelBytes<T>(): usize {
  return (BLOCK_TERMS + 3) * 64;
}

/** Bytes for a term of 4 or 6 rows of the left side, in whole vectors. */
// @inline
function leftPanelStep<T>(height: usize): usize {
  return (height * sizeof<T>() + 15) & ~15;
}

/** Packs the rows of a block in panels of the height of the tiles. */
function packRows<T>(block: usize, left: usize, rowStep: usize, termStep: usize, rows: usize, terms: usize): void {
  while (rows > 0) {
    const height = tileHeight<T>(rows);
    const step = leftPanelStep<T>(height);
    pack<T>(block, step, left, rowStep, termStep, terms, height);
    rows -= height;
    left += height * rowStep;
    block += step * terms;
  }
}

/** All rows of a block times a panel of columns. `leftTermStep` is 0 if the left side is packed. */
function multiplyPanel<T, Vectors>(
  out: usize, outStep: usize, left: usize, leftTermStep: usize, right: usize, rightStep: usize,
  initial: usize, initialStep: usize, rows: usize, last: usize, terms: usize,
): void {
  while (rows > 0) {
    const height = tileHeight<T>(rows);
    const leftStep = leftTermStep || leftPanelStep<T>(height);
    if (height == 6 && count<Vectors>() == 4 && !isFused<T>()) {
      // With 6 × 4 vectors, multiply and add would need more registers than there are.
      tile<T, Six, Two>(out, outStep, left, leftStep, right, rightStep, terms, initial, initialStep, last);
      tile<T, Six, Two>(out + 32, outStep, left, leftStep, right + 32, rightStep, terms, initial + 32, initialStep, last);
    } else if (height == 6) {
      tile<T, Six, Vectors>(out, outStep, left, leftStep, right, rightStep, terms, initial, initialStep, last);
    } else tile<T, Four, Vectors>(out, outStep, left, leftStep, right, rightStep, terms, initial, initialStep, last);
    rows -= height;
    out += height * outStep;
    left += leftTermStep ? height * sizeof<T>() : leftStep * terms;
    initial += height * initialStep;
  }
}

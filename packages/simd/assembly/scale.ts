/**
 * Rows of a table as a training uses them: `createRowScaler` of core, with its operations in its order. Each column is described by
 * numbers of 64 bits: its lowest and highest value, offset, scale and number of parts; then, for each two parts, where they start
 * and their widths.
 */
const HEAD: usize = 40;
const PAIR: usize = 32;

/** Scales `count` rows of `columns` numbers of 64 bits to x. May write one number after them. */
export function scaleRows<T>(x: usize, rows: usize, count: usize, columns: usize, scaler: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const end = rows + ((count * columns) << 3);
  while (rows < end) {
    let at = scaler;
    for (let j: usize = 0; j < columns; j++, rows += 8) {
      const value = min(max(load<f64>(rows), load<f64>(at)), load<f64>(at, 8));
      store<T>(x, <T>((value - load<f64>(at, 16)) / load<f64>(at, 24)));
      x += sizeof<T>();
      const next = x + <usize>load<f64>(at, 32) * sizeof<T>();
      const values = f64x2.splat(value);
      for (at += HEAD; x < next; x += 2 * sizeof<T>(), at += PAIR) {
        const parts = f64x2.div(f64x2.sub(values, v128.load(at)), v128.load(at, 16));
        const pair = f64x2.pmin(one, f64x2.pmax(zero, parts));
        if (sizeof<T>() == 8) v128.store(x, pair);
        else v128.store64_lane(x, f32x4.demote_f64x2_zero(pair), 0);
      }
      x = next;
    }
  }
}

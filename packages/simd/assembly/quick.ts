/**
 * The hyperbolic tangent and the logistic function in 32 bits, four numbers at a time, to 3 units in the last place. With
 * t = eˣ − 1 the one is, for x ≥ 0, t / (t + 2) of 2x, and the other (t + 1) / (t + 2), or for −x 1 / (t + 2).
 * t is 2ᵏ·(1 + p) − 1 with |r| ≤ ½·ln 2 and p = eʳ − 1 by its series: Cody and Waite, Software Manual for the Elementary Functions
 * (1980), for the reduction with ln 2 in two parts.
 */

/** x ← tanh x, or where not `isTanh` 1 / (1 + e⁻ˣ), for all vectors from `at` to `end`. From 10 or 87 on it is as there. */
export function bend(at: usize, end: usize, isTanh: bool): void {
  // Constants stand in front of the loop, since engines would make them anew in each turn.
  const minus = f32x4.splat(-0.0);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const factor = isTanh ? two : one;
  const most = f32x4.splat(isTanh ? 20 : 87);
  const perUnit = f32x4.splat(1.4426950408889634);
  const high = f32x4.splat(0.693359375);
  const low = f32x4.splat(-0.00021219444005469057);
  const term2 = f32x4.splat(1.0 / 2.0);
  const term3 = f32x4.splat(1.0 / 6.0);
  const term4 = f32x4.splat(1.0 / 24.0);
  const term5 = f32x4.splat(1.0 / 120.0);
  const term6 = f32x4.splat(1.0 / 720.0);
  const term7 = f32x4.splat(1.0 / 5040.0);
  const bias = i32x4.splat(127);
  // 1½ · 2²³: a sum with it is rounded to a whole number, which stands in the lower bits.
  const magic = f32x4.splat(12582912);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const sign = v128.and(x, minus);
    const y = f32x4.pmin(f32x4.mul(v128.xor(x, sign), factor), most);
    const whole = f32x4.add(f32x4.mul(y, perUnit), magic);
    const k = f32x4.sub(whole, magic);
    const r = f32x4.sub(f32x4.sub(y, f32x4.mul(k, high)), f32x4.mul(k, low));
    let p = f32x4.add(f32x4.mul(term7, r), term6);
    p = f32x4.add(f32x4.mul(p, r), term5);
    p = f32x4.add(f32x4.mul(p, r), term4);
    p = f32x4.add(f32x4.mul(p, r), term3);
    p = f32x4.add(f32x4.mul(p, r), term2);
    p = f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p));
    const power = i32x4.shl(i32x4.add(whole, bias), 23);
    const t = f32x4.add(f32x4.sub(power, one), f32x4.mul(power, p));
    const part = isTanh ? v128.or(t, sign) : v128.bitselect(one, f32x4.add(t, one), f32x4.lt(x, zero));
    v128.store(at, f32x4.div(part, f32x4.add(t, two)));
  }
}

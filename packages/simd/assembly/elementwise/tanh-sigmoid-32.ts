/**
 * The hyperbolic tangent and the logistic function in 32 bits, four numbers at a time, to 3 units in the last place. For x ≥ 0
 * and t(x) = eˣ − 1: tanh x = t / (t + 2) with t = t(2x); σ(x) = (t + 1) / (t + 2) and σ(−x) = 1 / (t + 2) with t = t(x).
 * t is 2ᵏ·(1 + p) − 1, where p = eʳ − 1 by its series and |r| ≤ ½·ln 2, reduced with ln 2 in two parts: Cody and Waite, Software
 * Manual for the Elementary Functions (1980).
 */

/** x ← `isTanh` ? tanh x : 1 / (1 + e⁻ˣ), for all vectors from `at` to `end`. Larger |x| than 10 or 87 count as that. */
export function applyTanhOrSigmoid(at: usize, end: usize, isTanh: bool): void {
  // Constants are outside the loop, since engines would create them in each iteration.
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
  // 1½ · 2²³: adding it rounds to an integer, which is in the lower bits of the sum.
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

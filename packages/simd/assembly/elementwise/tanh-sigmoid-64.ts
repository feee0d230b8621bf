/**
 * The hyperbolic tangent and the logistic function in 64 bits, two numbers at a time, with core's operations in core's order.
 * Constants are outside the loops, since engines would create them in each iteration.
 */
import { exp, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from "./exp";

/** 1½ · 2⁵²: the lower 32 bits of its sum with an integer are that integer. */
const WHOLE_BELOW = 6755399441055744.0;

/** x ← tanh x for all vectors from `at` to `end`; `table` holds tanh(j/32) from 0 to 19.0625, each as two numbers. */
export function applyTanh(at: usize, end: usize, table: usize): void {
  const minus = f64x2.splat(-0.0);
  const one = f64x2.splat(1);
  const top0 = f64x2.splat(45045);
  const top1 = f64x2.splat(2772);
  const top2 = f64x2.splat(27);
  const bottom0 = f64x2.splat(135135);
  const bottom1 = f64x2.splat(62370);
  const bottom2 = f64x2.splat(3150);
  const bottom3 = f64x2.splat(28);
  const tiny = f64x2.splat(1e-9);
  const near = f64x2.splat(0.25);
  const saturated = f64x2.splat(19.0625);
  const nodes = f64x2.splat(32);
  const perNode = f64x2.splat(1.0 / 32.0);
  const half = f64x2.splat(0.5);
  const third = f64x2.splat(1.0 / 3.0);
  const fifth = f64x2.splat(2.0 / 15.0);
  const seventh = f64x2.splat(17.0 / 315.0);
  const magic = f64x2.splat(WHOLE_BELOW);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const sign = v128.and(x, minus);
    const size = v128.xor(x, sign);

    const p = f64x2.mul(x, x);
    const top = f64x2.mul(p, f64x2.add(top0, f64x2.mul(p, f64x2.add(top1, f64x2.mul(p, top2)))));
    const bottom = f64x2.add(bottom2, f64x2.mul(p, bottom3));
    const lambert = f64x2.div(top, f64x2.add(bottom0, f64x2.mul(p, f64x2.add(bottom1, f64x2.mul(p, bottom)))));
    const small = v128.bitselect(x, f64x2.sub(x, f64x2.mul(x, lambert)), f64x2.lt(size, tiny));

    const bounded = f64x2.pmin(size, saturated);
    const j = f64x2.floor(f64x2.add(f64x2.mul(bounded, nodes), half));
    const r = f64x2.sub(bounded, f64x2.mul(j, perNode));
    const q = f64x2.mul(r, r);
    const series = f64x2.sub(third, f64x2.mul(q, f64x2.sub(fifth, f64x2.mul(q, seventh))));
    const u = f64x2.sub(r, f64x2.mul(f64x2.mul(r, q), series));
    const index = v128.and(f64x2.add(j, magic), f64x2.le(bounded, saturated));
    const node0 = v128.load(table + (i32x4.extract_lane(index, 0) << 4));
    const node1 = v128.load(table + (i32x4.extract_lane(index, 2) << 4));
    const t = f64x2.shuffle(node0, node1, 0, 2);
    const low = f64x2.shuffle(node0, node1, 1, 3);
    const rise = f64x2.mul(f64x2.sub(one, f64x2.mul(t, t)), u);
    const value = f64x2.add(t, f64x2.add(low, f64x2.div(rise, f64x2.add(one, f64x2.mul(t, u)))));
    const large = v128.or(sign, v128.bitselect(one, value, f64x2.ge(size, saturated)));

    v128.store(at, v128.bitselect(small, large, f64x2.lt(size, near)));
  }
}

/** z ← 1 / (1 + e⁻ᶻ) for all vectors from `at` to `end`; `table` as for `exp`. */
export function applySigmoid(at: usize, end: usize, table: usize): void {
  const minus = f64x2.splat(-0.0);
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const least = f64x2.splat(-708);
  const stepsPerUnit = f64x2.splat(STEPS_PER_UNIT);
  const stepHigh = f64x2.splat(STEP_HIGH);
  const stepLow = f64x2.splat(STEP_LOW);
  const half = f64x2.splat(0.5);
  const sixth = f64x2.splat(1.0 / 6.0);
  const term4 = f64x2.splat(1.0 / 24.0);
  const term5 = f64x2.splat(1.0 / 120.0);
  const term6 = f64x2.splat(1.0 / 720.0);
  const bias = i32x4.splat(1023);
  const magic = f64x2.splat(WHOLE_BELOW);
  for (; at < end; at += 16) {
    const z = v128.load(at);
    const x = v128.or(z, minus);
    const k = f64x2.floor(f64x2.add(f64x2.mul(x, stepsPerUnit), half));
    const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, stepHigh)), f64x2.mul(k, stepLow));
    const n = f64x2.add(k, magic);
    const step0 = v128.load(table + ((i32x4.extract_lane(n, 0) & 31) << 4));
    const step1 = v128.load(table + ((i32x4.extract_lane(n, 2) & 31) << 4));
    const high = f64x2.shuffle(step0, step1, 0, 2);
    const low = f64x2.shuffle(step0, step1, 1, 3);
    const q = f64x2.mul(r, r);
    const upper = f64x2.mul(q, f64x2.add(f64x2.add(term4, f64x2.mul(r, term5)), f64x2.mul(q, term6)));
    const series = f64x2.add(f64x2.add(half, f64x2.mul(r, sixth)), upper);
    const small = f64x2.add(r, f64x2.mul(q, series));
    const power = i64x2.shl(i32x4.add(i32x4.shr_s(n, 5), bias), 52);
    let e = f64x2.mul(f64x2.add(high, f64x2.add(low, f64x2.mul(high, small))), power);
    if (v128.any_true(f64x2.lt(x, least))) {
      // The power is subnormal or 0.
      e = f64x2.splat(exp(f64x2.extract_lane(x, 0), table));
      e = f64x2.replace_lane(e, 1, exp(f64x2.extract_lane(x, 1), table));
    }
    v128.store(at, f64x2.div(v128.bitselect(one, e, f64x2.ge(z, zero)), f64x2.add(one, e)));
  }
}

/** A ReLU over what a product has written, there and back. */
import { isActive, storeBefore } from "./product-lanes";

/** out = max(0, out), `z > 0 ? z : 0`, so NaN becomes 0; for `bytes` bytes, behind which nothing is written. */
export function pass<T>(out: usize, bytes: usize): void {
  const zero = v128.splat<T>(0);
  const end = out + bytes;
  for (; out < end; out += 16) storeBefore<T>(end, out, v128.pmax<T>(zero, v128.load(out)));
}

/** out = out where a > 0, else 0; a is what the ReLU gave. */
export function passBack<T>(out: usize, a: usize, bytes: usize): void {
  const zero = v128.splat<T>(0);
  const end = out + bytes;
  for (; out < end; out += 16, a += 16) {
    storeBefore<T>(end, out, v128.and(v128.load(out), isActive<T>(v128.load(a), zero)));
  }
}

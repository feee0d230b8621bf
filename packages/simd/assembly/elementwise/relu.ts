/** ReLU over the result of a product, forward and backward. */
import { isActive, storeBefore } from "../products/lanes";

/** out = `z > 0 ? z : 0` for each z, so NaN becomes 0; writes exactly `bytes` bytes. */
export function applyRelu<T>(out: usize, bytes: usize): void {
  const zero = v128.splat<T>(0);
  const end = out + bytes;
  for (; out < end; out += 16) storeBefore<T>(end, out, v128.pmax<T>(zero, v128.load(out)));
}

/** out = out where a > 0, else 0; a is the output of the ReLU. */
export function backwardRelu<T>(out: usize, a: usize, bytes: usize): void {
  const zero = v128.splat<T>(0);
  const end = out + bytes;
  for (; out < end; out += 16, a += 16) {
    storeBefore<T>(end, out, v128.and(v128.load(out), isActive<T>(v128.load(a), zero)));
  }
}

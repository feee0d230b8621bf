/** Compiles modules for measurements and checks: every function at once, and as well as V8 can. */
import { setFlagsFromString } from "node:v8";

/** @param isMerging whether V8 merges pairs of vectors into vectors of 256 bits, if the processor has them. */
export function compileFully(bytes: Uint8Array<ArrayBuffer>, isMerging: boolean): WebAssembly.Module {
  setFlagsFromString(`--${isMerging ? "" : "no-"}experimental-wasm-revectorize`);
  // Node 26 aborts if it inlines functions that the baseline compiler has not compiled.
  setFlagsFromString("--no-wasm-inlining");
  // Without the baseline compiler, and not on the first call.
  setFlagsFromString("--no-liftoff");
  setFlagsFromString("--no-wasm-lazy-compilation");
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString("--liftoff");
    setFlagsFromString("--wasm-lazy-compilation");
  }
}

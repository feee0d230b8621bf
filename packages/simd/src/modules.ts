/** The modules of `assembly/`, each compiled when it is first needed. */
import { log, type Precision } from "@epochal/core";
import { f32, f32Relaxed, f64 } from "./generated/wasm.ts";
import { textToBytes } from "./wasm-text.ts";

/** JavaScript functions that a module calls. */
export interface Callbacks {
  /** a = f(z) for elements `from` … `to` − 1 of the vectors of layer `layer`. */
  activate(layer: number, from: number, to: number): void;
  /** dz = da ⊙ f′(z) for the same elements; dz holds da before. */
  activateBackward(layer: number, from: number, to: number): void;
  /** The losses of rows `from` … `to` − 1 of the batch, and their derivatives into dz of the last layer. */
  measure(from: number, to: number): void;
}

/** The fastest first. */
const candidates = { float32: [f32Relaxed, f32], float64: [f64] } satisfies Record<Precision, string[]>;

const modules = new Map<Precision, WebAssembly.Module | undefined>();

/** The module for a precision; undefined if the JavaScript engine can run none. */
export function moduleFor(precision: Precision): WebAssembly.Module | undefined {
  if (!modules.has(precision)) modules.set(precision, compile(precision));
  return modules.get(precision);
}

/**
 * Compiles the fastest module for a precision that the JavaScript engine supports.
 * @param change edits the module's bytes first. Default: no edit.
 */
export function compile(precision: Precision, change?: (bytes: Uint8Array) => void): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  for (const text of candidates[precision]) {
    const bytes = textToBytes(text);
    change?.(bytes);
    try {
      return new WebAssembly.Module(bytes);
    } catch (error) {
      // The module uses instructions that this engine lacks; any other error is a defect.
      if (!(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  return undefined;
}

/** A memory that any module can import; it may grow. */
export function createMemory(isShared = false): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: isShared });
}

/** The functions that a module exports; all arguments and results are numbers. */
export type Exports = Readonly<Record<string, (...values: number[]) => number>>;

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, callbacks: Callbacks): Exports {
  const imports = { env: { memory, log, ...callbacks } };
  return new WebAssembly.Instance(module, imports).exports as unknown as Exports;
}

/** The modules of `assembly/`, compiled when they are first asked for. */
import { log, type Precision } from "@epochal/core";
import { f32, f32Relaxed, f64 } from "./generated/wasm.ts";
import { textToBytes } from "./text-bytes.ts";

/** What a module needs from outside: its memory, and what JavaScript does for it. */
export interface Callbacks {
  /** a = f(z) for the numbers `from` … `to` − 1 of the vectors of layer `layer`. */
  activate(layer: number, from: number, to: number): void;
  /** dz = da ⊙ f′(z) for them; da is in dz. */
  activateBackward(layer: number, from: number, to: number): void;
  /** Losses of rows `from` … `to` − 1 of the batch, and their derivatives into dz of the last layer. */
  measure(from: number, to: number): void;
}

const texts = { float32: [f32Relaxed, f32], float64: [f64] } satisfies Record<Precision, string[]>;

const modules = new Map<Precision, WebAssembly.Module | undefined>();

/** The module for numbers of a precision; undefined where the engine can run none. */
export function moduleFor(precision: Precision): WebAssembly.Module | undefined {
  if (!modules.has(precision)) modules.set(precision, compile(precision));
  return modules.get(precision);
}

/**
 * Of the modules for a precision the fastest that the engine can run.
 * @param change is made to its bytes before. Default: none.
 */
export function compile(precision: Precision, change?: (bytes: Uint8Array) => void): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  for (const text of texts[precision]) {
    const bytes = textToBytes(text);
    change?.(bytes);
    try {
      return new WebAssembly.Module(bytes);
    } catch (error) {
      // It has instructions that the engine lacks; all else is a defect.
      if (!(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  return undefined;
}

/** A memory that any module can import; it may grow. */
export function createMemory(isShared = false): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: isShared });
}

/** Exports are functions of whole numbers. */
export type Exports = Readonly<Record<string, (...values: number[]) => number>>;

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, callbacks: Callbacks): Exports {
  const imports = { env: { memory, log, ...callbacks } };
  return new WebAssembly.Instance(module, imports).exports as unknown as Exports;
}

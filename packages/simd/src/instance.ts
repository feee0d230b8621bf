/** Instances of the modules, and the memory that they import. */
import { log } from "@epochal/core";

/** JavaScript functions that a module calls. */
export interface Callbacks {
  /** a = f(z) for elements `from` … `to` − 1 of the vectors of layer `layer`. */
  activate(layer: number, from: number, to: number): void;
  /** dz = da ⊙ f′(z) for the same elements; dz holds da before. */
  activateBackward(layer: number, from: number, to: number): void;
  /** The losses of rows `from` … `to` − 1 of the batch, and their derivatives into dz of the last layer. */
  measure(from: number, to: number): void;
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

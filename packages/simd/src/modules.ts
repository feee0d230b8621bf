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

const texts = { float64: [f64], float32: [f32Relaxed, f32] } satisfies Record<Precision, string[]>;

const modules = new Map<string, WebAssembly.Module | undefined>();

/**
 * The module for numbers of a precision; of those that the engine can run, the fastest. Undefined where it can run none.
 * @param isShared whether its memory is shared with other threads.
 */
export function moduleFor(precision: Precision, isShared = false): WebAssembly.Module | undefined {
  const key = `${precision} ${isShared}`;
  if (!modules.has(key)) modules.set(key, compile(texts[precision], isShared));
  return modules.get(key);
}

function compile(choices: readonly string[], isShared: boolean): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = choices.map(textToBytes).find((choice) => WebAssembly.validate(choice));
  if (bytes && isShared) shareMemory(bytes);
  return bytes && new WebAssembly.Module(bytes);
}

/** The import of the memory: its name, that it is one, and that it has a limit, to which `SHARED` is added. */
const IMPORT = [...Array.from("memory", (letter) => letter.charCodeAt(0)), 2, 1];
const SHARED = 2;

/** Changes a module, so that it takes a memory that is shared and no other: the code is the same. */
function shareMemory(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => IMPORT.every((byte, k) => bytes[i + k] === byte));
  if (at < 0) throw new Error("modules: expected a module that imports a memory with a limit, got none");
  bytes[at + IMPORT.length - 1] |= SHARED;
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

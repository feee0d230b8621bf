/** The modules of `assembly/`, each compiled when it is first needed. */
import type { Precision } from "@epochal/core";
import { f32, f32Relaxed, f64 } from "./generated/wasm.ts";
import { textToBytes } from "./wasm-text.ts";

/** The fastest first. */
const candidates = { float32: [f32Relaxed, f32], float64: [f64] } satisfies Record<Precision, string[]>;

const modules = new Map<Precision, WebAssembly.Module | undefined>();

/** The module for a precision; undefined if the JavaScript engine can run none. */
export function moduleFor(precision: Precision): WebAssembly.Module | undefined {
  if (!modules.has(precision)) modules.set(precision, compile(precision));
  return modules.get(precision);
}

/** Uses a module that another thread has compiled. */
export function setModule(precision: Precision, module: WebAssembly.Module | undefined): void {
  modules.set(precision, module);
}

/**
 * Compiles the fastest module for a precision that the JavaScript engine supports.
 * @param change edits the module's bytes first. Default: no edit.
 */
export function compile(precision: Precision, change?: (bytes: Uint8Array) => void): WebAssembly.Module | undefined {
  for (const text of candidates[precision]) {
    const module = compileText(text, change);
    if (module) return module;
  }
  return undefined;
}

/** Compiles the module of a text; undefined if the JavaScript engine lacks some of its instructions. */
export function compileText(text: string, change?: (bytes: Uint8Array) => void): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const bytes = textToBytes(text);
  change?.(bytes);
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Any other error is a defect.
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    return undefined;
  }
}

/** Hands compiled modules from one thread to others, so that a process compiles each of them once. */
import type { Precision } from "@epochal/core";
import { moduleFor, setModule } from "./modules.ts";
import { setSharedModule, sharedModuleFor } from "./threads/shared-module.ts";

/** What `postMessage` can send to a worker. A module is undefined if the JavaScript engine can run none. */
export interface CompiledModules {
  readonly precision: Precision;
  readonly module: WebAssembly.Module | undefined;
  /** The same code for a memory that threads share. */
  readonly shared: WebAssembly.Module | undefined;
}

/** The modules for a precision, compiled on the first call. */
export function compiledModules(precision: Precision = "float64"): CompiledModules {
  return { precision, module: moduleFor(precision), shared: sharedModuleFor(precision) };
}

/** Uses the modules of another thread: this thread compiles none for their precision. */
export function useCompiledModules({ precision, module, shared }: CompiledModules): void {
  setModule(precision, module);
  setSharedModule(precision, shared);
}

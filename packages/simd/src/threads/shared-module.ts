/** The modules of `assembly/` for a memory that threads share, each compiled when it is first needed. */
import type { Precision } from "@epochal/core";
import { compile } from "../modules.ts";

const modules = new Map<Precision, WebAssembly.Module | undefined>();

/** The module for a precision, which accepts only a shared memory; undefined if the JavaScript engine can run none. */
export function sharedModuleFor(precision: Precision): WebAssembly.Module | undefined {
  if (!modules.has(precision)) modules.set(precision, compile(precision, shareMemory));
  return modules.get(precision);
}

/** Uses a module that another thread has compiled. */
export function setSharedModule(precision: Precision, module: WebAssembly.Module | undefined): void {
  modules.set(precision, module);
}

/** The import of the memory: its name, its kind (2: memory), and flags (1: has a limit), to which `SHARED` is added. */
const IMPORT = [...Array.from("memory", (letter) => letter.charCodeAt(0)), 2, 1];
const SHARED = 2;

/** Makes a module import shared memory; its code is the same. */
export function shareMemory(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => IMPORT.every((byte, k) => bytes[i + k] === byte));
  if (at < 0) throw new Error("sharedModuleFor: expected a module that imports a memory with a limit, got none");
  bytes[at + IMPORT.length - 1] |= SHARED;
}

/** The same modules for a memory that threads share, compiled when they are first asked for. */
import type { Precision } from "@epochal/core";
import { compile } from "../modules.ts";

const modules = new Map<Precision, WebAssembly.Module | undefined>();

/** The module for numbers of a precision, which takes a shared memory and no other; undefined where the engine can run none. */
export function sharedModuleFor(precision: Precision): WebAssembly.Module | undefined {
  if (!modules.has(precision)) modules.set(precision, compile(precision, shareMemory));
  return modules.get(precision);
}

/** The import of the memory: its name, that it is one, and that it has a limit, to which `SHARED` is added. */
const IMPORT = [...Array.from("memory", (letter) => letter.charCodeAt(0)), 2, 1];
const SHARED = 2;

/** The code is the same, whoever has the memory. */
function shareMemory(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => IMPORT.every((byte, k) => bytes[i + k] === byte));
  if (at < 0) throw new Error("sharedModuleFor: expected a module that imports a memory with a limit, got none");
  bytes[at + IMPORT.length - 1] |= SHARED;
}

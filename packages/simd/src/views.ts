/** Typed arrays over a memory. */
import type { Precision, Vector } from "@epochal/core";

export interface Views {
  /** Bytes of a number in the training's precision. */
  readonly size: number;
  /** A vector of `count` zeros outside the memory, in the training's precision. */
  readonly create: (count: number) => Vector;
  /** `count` numbers at a pointer, in the training's precision. */
  readonly vector: (pointer: number, count: number) => Vector;
  /** `count` 64-bit numbers at a pointer, in either precision. */
  readonly doubles: (pointer: number, count: number) => Float64Array;
  /** `count` integers of 32 bits at a pointer. */
  readonly words: (pointer: number, count: number) => Uint32Array;
  /** `count` integers of 8 bits at a pointer. */
  readonly bytes: (pointer: number, count: number) => Uint8Array;
}

/** Views of a memory; a memory that grows needs new ones. */
export function viewsOf(memory: WebAssembly.Memory, precision: Precision): Views {
  const Numbers = precision === "float32" ? Float32Array : Float64Array;
  return {
    size: Numbers.BYTES_PER_ELEMENT,
    create: (count) => new Numbers(count),
    vector: (pointer, count) => new Numbers(memory.buffer, pointer, count),
    doubles: (pointer, count) => new Float64Array(memory.buffer, pointer, count),
    words: (pointer, count) => new Uint32Array(memory.buffer, pointer, count),
    bytes: (pointer, count) => new Uint8Array(memory.buffer, pointer, count),
  };
}

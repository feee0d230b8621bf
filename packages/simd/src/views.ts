/** Numbers in a memory. */
import type { Precision, Vector } from "@epochal/core";

export interface Views {
  /** Bytes of a number of the training's precision. */
  readonly size: number;
  /** So many zeros, elsewhere. */
  readonly create: (count: number) => Vector;
  /** So many numbers of the training's precision, from a pointer on. */
  readonly vector: (pointer: number, count: number) => Vector;
  /** The same with 64 bits each, whatever the precision. */
  readonly doubles: (pointer: number, count: number) => Float64Array;
  /** Whole numbers of 32 and of 8 bits. */
  readonly words: (pointer: number, count: number) => Uint32Array;
  readonly bytes: (pointer: number, count: number) => Uint8Array;
}

/** Views of a memory as large as it is when they are asked for. */
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

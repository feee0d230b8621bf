/** Floating-point precision of a training: 53 binary digits, the default, or 24, which is faster for large networks. */
export type Precision = "float64" | "float32";

/** A vector of either precision. */
export type Vector = Float64Array<ArrayBufferLike> | Float32Array<ArrayBufferLike>;

/** A vector of `length` numbers: zeros, or a view of the start of `buffer`. */
export function createVector(length: number, precision: Precision, buffer?: ArrayBufferLike): Vector {
  const Type = precision === "float32" ? Float32Array : Float64Array;
  return buffer ? new Type(buffer as ArrayBuffer, 0, length) : new Type(length);
}

export function precisionOf(vector: Vector): Precision {
  return vector instanceof Float32Array ? "float32" : "float64";
}

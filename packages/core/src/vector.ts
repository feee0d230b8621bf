/** How precise the numbers of a training are: 53 binary digits, the default, or 24, which large networks are faster with. */
export type Precision = "float64" | "float32";

/** Numbers of one precision. */
export type Vector = Float64Array<ArrayBufferLike> | Float32Array<ArrayBufferLike>;

/** So many numbers: zeros, or a view of what is in `buffer`. */
export function createVector(length: number, precision: Precision, buffer?: ArrayBufferLike): Vector {
  if (precision === "float32") return buffer ? new Float32Array(buffer, 0, length) : new Float32Array(length);
  return buffer ? new Float64Array(buffer, 0, length) : new Float64Array(length);
}

export function precisionOf(vector: Vector): Precision {
  return vector instanceof Float32Array ? "float32" : "float64";
}

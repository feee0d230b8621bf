/** With `EPOCHAL_WIDE=1`, all trainings of this process use vectors of 256 bits. A setup file of the tests, and for `node --import`. */
const wanted = process.env["EPOCHAL_WIDE"] === "1";
const isDone = Symbol.for("epochal.tooling.wide");

// Tests of a package may share a process.
if (wanted && !Reflect.has(globalThis, isDone)) {
  const { useWideVectors } = await import("@epochal/simd/wide");
  const reason = useWideVectors();
  if (reason !== undefined) throw new Error(`EPOCHAL_WIDE: no 256-bit vectors: ${reason}`);
  Reflect.set(globalThis, isDone, true);
}

export {};

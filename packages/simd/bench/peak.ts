/**
 * The machine's peak of multiply-adds in WebAssembly: twelve independent sums in registers. And a loop over integers that
 * keeps a core fully busy: if it is slow, another process is using part of the core.
 */
import asc from "assemblyscript/asc";

const names = Array.from({ length: 12 }, (_, k) => `s${k}`);

/** The source of a loop over the twelve sums; `step` is the expression of one. */
function loop(name: string, shape: string, step: (sum: string, k: number) => string): string {
  const steps = names.map((sum, k) => `${sum} = ${step(sum, k)};`).join("\n");
  return `export function ${name}(count: i32): void {
    const a = ${shape}.splat(1.000001), b = v128.load(16);
    let ${names.map((sum) => `${sum} = b`).join(", ")};
    for (; count > 0; count--) { ${steps} }
    ${names.map((sum, k) => `v128.store(16, ${sum}, ${16 * k});`).join("\n")}
  }`;
}

/** The operands are loaded from memory, since a compiler would move constant multiplications out of the loop. */
const source = [
  loop("fused32", "f32x4", (sum) => `f32x4.relaxed_madd(a, b, ${sum})`),
  loop("fused64", "f64x2", (sum) => `f64x2.relaxed_madd(a, b, ${sum})`),
  loop("twice32", "f32x4", (sum, k) => `f32x4.add(${sum}, f32x4.mul(a, v128.load(256, ${16 * k})))`),
  loop("twice64", "f64x2", (sum, k) => `f64x2.add(${sum}, f64x2.mul(a, v128.load(256, ${16 * k})))`),
  `export function busy(count: i32): i32 {
    let ${names.map((name, k) => `${name} = ${k}`).join(", ")};
    for (; count > 0; count--) { ${names.map((name, k) => `${name} ${k % 2 ? "^" : "+"}= count;`).join(" ")} }
    return ${names.join(" ^ ")};
  }`,
].join("\n");

/** Floating-point operations in one iteration: twelve sums of 4 or 2 numbers, each a product and a sum. */
export const peakOperations = { fused32: 96, twice32: 96, fused64: 48, twice64: 48 } as const;

export type Peak = keyof typeof peakOperations;

/** The compiled loops; the argument is the number of iterations. */
export async function peakLoops(): Promise<Record<Peak | "busy", (count: number) => void>> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  let messages = "";
  const options = ["--enable", "simd", "--enable", "relaxed-simd", "--runtime", "stub", "--initialMemory", "1"];
  const { error } = await asc.main(["peak.ts", ...options, "-O1", "--outFile", "peak.wasm"], {
    stderr: { write: (text: string) => void (messages += text) },
    readFile: (name: string) => (name === "peak.ts" ? source : null),
    writeFile(_name: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") bytes = Uint8Array.from(contents);
    },
    listFiles: () => [],
  });
  if (error || !bytes) throw new Error(`peakLoops: the loops do not compile: ${messages}`);
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as unknown as Record<Peak | "busy", (count: number) => void>;
}

/**
 * The machine's peak of multiply-adds in WebAssembly, with vectors of 128 and of 256 bits: twelve independent sums in registers.
 * And a loop over integers that keeps a core fully busy: if it is slow, another process is using part of the core.
 */
import asc from "assemblyscript/asc";
import { compileFully } from "../scripts/compile-fully.ts";

const SUMS = 12;
const names = Array.from({ length: SUMS }, (_, k) => `s${k}`);

/** What one of the twelve sums of a loop is: a multiply-add in one instruction or in two, of 4 or 2 numbers. */
const kinds = {
  fused32: { shape: "f32x4", step: (sum: string, b: string) => `f32x4.relaxed_madd(a, ${b}, ${sum})` },
  twice64: { shape: "f64x2", step: (sum: string, b: string) => `f64x2.add(${sum}, f64x2.mul(a, ${b}))` },
};

/** Floating-point operations in one iteration: twelve sums of 4 to 8 or 2 to 4 numbers, each a product and a sum. */
export const peakOperations = { fused32: 96, twice64: 48, fused32Wide: 192, twice64Wide: 96 } as const;

export type Peak = keyof typeof peakOperations;

/** A loop over twelve sums of one vector, or of two neighbours, which V8 can merge. Operands are in memory, so that no multiplication can move out of the loop. */
function loop(name: keyof typeof kinds, vectors: 1 | 2): string {
  const { shape, step } = kinds[name];
  const sums = names.flatMap((sum) => (vectors === 1 ? [sum] : [`${sum}a`, `${sum}b`]));
  const right = (k: number) => `b${k % vectors}`;
  return `export function ${name}${vectors === 2 ? "Wide" : ""}(count: i32): void {
    const at: usize = 1024;
    const a = ${shape}.splat(1.000001);
    ${sums.map((sum, k) => `let ${sum} = v128.load(at, ${16 * k});`).join("\n")}
    for (; count > 0; count--) {
      ${Array.from({ length: vectors }, (_, k) => `const b${k} = v128.load(at, ${16 * (sums.length + k)});`).join("\n")}
      ${sums.map((sum, k) => `${sum} = ${step(sum, right(k))};`).join("\n")}
    }
    ${sums.map((sum, k) => `v128.store(at, ${sum}, ${16 * k});`).join("\n")}
  }`;
}

const integers = `export function busy(count: i32): i32 {
    let ${names.map((name, k) => `${name} = ${k}`).join(", ")};
    for (; count > 0; count--) { ${names.map((name, k) => `${name} ${k % 2 ? "^" : "+"}= count;`).join(" ")} }
    return ${names.join(" ^ ")};
  }`;

/** The compiled loops; the argument is the number of iterations. */
export async function peakLoops(): Promise<Record<Peak | "busy", (count: number) => void>> {
  const narrow = await compileLoops([loop("fused32", 1), loop("twice64", 1), integers].join("\n"), false);
  const wide = await compileLoops([loop("fused32", 2), loop("twice64", 2)].join("\n"), true);
  return { ...narrow, ...wide } as Record<Peak | "busy", (count: number) => void>;
}

async function compileLoops(source: string, isMerging: boolean): Promise<WebAssembly.Exports> {
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
  return new WebAssembly.Instance(compileFully(bytes, isMerging)).exports;
}

/**
 * The machine's peak of multiply-adds in WebAssembly, with vectors of 128 and of 256 bits: independent sums in registers.
 * And a loop over integers that keeps a core fully busy: if it is slow, another process is using part of the core.
 */
import asc from "assemblyscript/asc";
import { compileFully } from "../scripts/compile-fully.ts";

const range = (length: number) => [...Array(length).keys()];

/**
 * What each sum of a loop becomes: a multiply-add in one instruction or in two, of 4 or 2 numbers. The sums are `rows` × `columns`, times
 * `repeats`. In two instructions, each sum needs a product of its own, as in a tile: V8 computes equal ones once.
 */
const kinds = {
  fused32: { shape: "f32x4", rows: 1, columns: 1, repeats: 12, step: "f32x4.relaxed_madd(a, b, sum)" },
  twice64: { shape: "f64x2", rows: 4, columns: 2, repeats: 1, step: "f64x2.add(sum, f64x2.mul(a, b))" },
};

/** Floating-point operations in one iteration: a product and a sum for each of 4 to 8 or 2 to 4 numbers in each sum. */
export const peakOperations = { fused32: 96, twice64: 32, fused32Wide: 192, twice64Wide: 64 } as const;

export type Peak = keyof typeof peakOperations;

/** A loop over sums of one vector, or of two neighbours, which V8 can merge. The columns are read in it, so that no product can move out. */
function loop(name: keyof typeof kinds, vectors: 1 | 2): string {
  const { shape, rows, columns, repeats, step } = kinds[name];
  const right = range(columns * vectors).map((j) => `b${j}`);
  const sums = range(rows * repeats).flatMap((i) => right.map((b) => ({ sum: `s${i}${b}`, a: `a${i % rows}`, b })));
  return `export function ${name}${vectors === 2 ? "Wide" : ""}(count: i32): void {
    const at: usize = 1024;
    ${range(rows)
      .map((i) => `const a${i} = ${shape}.splat(1 + ${i});`)
      .join("\n")}
    ${sums.map(({ sum }, k) => `let ${sum} = v128.load(at, ${16 * k});`).join("\n")}
    for (; count > 0; count--) {
      ${right.map((b, j) => `const ${b} = v128.load(at, ${16 * (sums.length + j)});`).join("\n")}
      ${sums.map(({ sum, a, b }) => `${sum} = ${step.replace("sum", sum).replace(/\ba\b/, a).replace(/\bb\b/, b)};`).join("\n")}
    }
    ${sums.map(({ sum }, k) => `v128.store(at, ${sum}, ${16 * k});`).join("\n")}
  }`;
}

const names = range(12).map((k) => `s${k}`);
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

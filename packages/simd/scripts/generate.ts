/**
 * `npm run generate`: compiles `assembly/entry.ts` and writes the modules, as text, to `src/generated/wasm.ts` and, with wider
 * tiles, to `src/node/wide/generated/wasm.ts`. The language, AssemblyScript, is TypeScript with decorators on functions; those are
 * comments here, so that other tools can read it.
 */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { bytesToText } from "../src/wasm-text.ts";
import { tileSource } from "./tile-source.ts";

const folder = fileURLToPath(new URL("../assembly", import.meta.url));

interface Variant {
  /** The type of the numbers. */
  readonly real: "f32" | "f64";
  readonly features: readonly string[];
  /** Vectors of columns in a tile. Default: two. */
  readonly tileVectors?: "Two" | "Four";
}

/** The modules by file, and by the name of their export. */
const files: Readonly<Record<string, Readonly<Record<string, Variant>>>> = {
  "../src/generated/wasm.ts": {
    f32Relaxed: { real: "f32", features: ["simd", "relaxed-simd"] },
    f32: { real: "f32", features: ["simd"] },
    f64: { real: "f64", features: ["simd"] },
  },
  "../src/node/wide/generated/wasm.ts": {
    f32Wide: { real: "f32", features: ["simd", "relaxed-simd"], tileVectors: "Four" },
    f64Wide: { real: "f64", features: ["simd"], tileVectors: "Four" },
  },
};

/**
 * The modules keep no state: memory is imported, with a limit, so that the same bytes can import shared memory. Without the
 * shrink level the code is a fifth longer and no faster.
 */
const options =
  "--importMemory --noExportMemory --maximumMemory 65536 --runtime stub --noAssert --optimizeLevel 3 --shrinkLevel 1";

const tileFile = join(folder, "products/tile.ts");

/** Returns the files as they should be, by their URL. */
export async function generate(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [file, variants] of Object.entries(files)) {
    const lines = ["// The modules of assembly/ as text, written by scripts/generate.ts: npm run generate."];
    for (const [name, variant] of Object.entries(variants)) {
      lines.push("", `export const ${name} =`, `  ${JSON.stringify(bytesToText(await compile(variant)))};`);
    }
    texts.set(new URL(file, import.meta.url).href, lines.join("\n") + "\n");
  }
  return texts;
}

async function compile(variant: Variant): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let messages = "";
  const argv = ["entry.ts", ...variant.features.flatMap((feature) => ["--enable", feature]), ...options.split(" ")];
  const { error } = await asc.main([...argv, "--outFile", "module.wasm", "--baseDir", folder], {
    readFile: (name, base) => readAssembly(join(base, name), variant),
    stderr: { write: (text: string) => void (messages += text) },
    writeFile(_name: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") bytes = Uint8Array.from(contents);
    },
  });
  if (error || !bytes) throw new Error(`generate: the ${variant.real} module does not compile: ${messages}`);
  return bytes;
}

/** A source with its decorators and the types of the variant; null if there is no such file: the compiler tries several names. */
function readAssembly(path: string, { real, tileVectors = "Two" }: Variant): string | null {
  if (path !== tileFile && !existsSync(path)) return null;
  return (path === tileFile ? tileSource() : readFileSync(path, "utf8"))
    .replaceAll(/^\/\/ (?=@(inline|external)\b)/gm, "")
    .replace("type Real = f64;", `type Real = ${real};`)
    .replace("type TileVectors = Two;", `type TileVectors = ${tileVectors};`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [url, text] of await generate()) await writeFile(new URL(url), text);
}

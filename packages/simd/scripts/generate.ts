/**
 * `npm run generate`: compiles `assembly/entry.ts` and writes the modules, as text, to `src/generated/wasm.ts`. The language,
 * AssemblyScript, is TypeScript with decorators on functions; those are comments here, so that other tools can read it.
 */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { bytesToText } from "../src/wasm-text.ts";

const folder = fileURLToPath(new URL("../assembly", import.meta.url));

/** The modules by the name of their export: the type of their numbers, and the features that they use. */
const modules = {
  f32Relaxed: { real: "f32", features: ["simd", "relaxed-simd"] },
  f32: { real: "f32", features: ["simd"] },
  f64: { real: "f64", features: ["simd"] },
};

/**
 * The modules keep no state: memory is imported, with a limit, so that the same bytes can import shared memory. Without the
 * shrink level the code is a fifth longer and no faster.
 */
const options =
  "--importMemory --noExportMemory --maximumMemory 65536 --runtime stub --noAssert --optimizeLevel 3 --shrinkLevel 1";

/** Returns `src/generated/wasm.ts` as it should be. */
export async function generate(): Promise<string> {
  const lines = ["// The modules of assembly/ as text, written by scripts/generate.ts: npm run generate."];
  for (const [name, { real, features }] of Object.entries(modules)) {
    const text = bytesToText(await compile(real, features));
    lines.push("", `export const ${name} =`, `  ${JSON.stringify(text)};`);
  }
  return lines.join("\n") + "\n";
}

async function compile(real: string, features: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let messages = "";
  const argv = ["entry.ts", ...features.flatMap((feature) => ["--enable", feature]), ...options.split(" ")];
  const { error } = await asc.main([...argv, "--outFile", "module.wasm", "--baseDir", folder], {
    readFile: (name, base) => readAssembly(join(base, name), real),
    stderr: { write: (text: string) => void (messages += text) },
    writeFile(_name: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") bytes = contents;
    },
  });
  if (error || !bytes) throw new Error(`generate: the ${real} module does not compile: ${messages}`);
  return bytes;
}

/** A source with its decorators and its type of numbers; null if there is no such file: the compiler tries several names. */
function readAssembly(path: string, real: string): string | null {
  if (!existsSync(path)) return null;
  return readFileSync(path, "utf8")
    .replaceAll(/^\/\/ (?=@(inline|external)\b)/gm, "")
    .replace("type Real = f64;", `type Real = ${real};`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(new URL("../src/generated/wasm.ts", import.meta.url), await generate());

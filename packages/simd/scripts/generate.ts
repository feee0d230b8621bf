/**
 * `npm run generate`: compiles the modules of `assembly/` and writes them, as text, to `src/generated/wasm.ts`. Their
 * language, AssemblyScript, is TypeScript but for decorators of functions; those are comments, so that other tools can read it.
 */
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { bytesToText } from "../src/text-bytes.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The modules by the name of their export, and how each is compiled. */
const modules = {
  f32Relaxed: ["assembly/f32.ts", "--enable", "simd", "--enable", "relaxed-simd"],
  f32: ["assembly/f32.ts", "--enable", "simd"],
  f64: ["assembly/f64.ts", "--enable", "simd"],
};

/**
 * No state of their own: memory is imported, with a limit, so that the same bytes can import shared memory. Without the shrink
 * level the code is a fifth longer and no faster.
 */
const options =
  "--importMemory --noExportMemory --maximumMemory 65536 --runtime stub --noAssert --optimizeLevel 3 --shrinkLevel 1";

/** `src/generated/wasm.ts` as it should be. */
export async function generate(): Promise<string> {
  const lines = ["// The modules of assembly/ as text, see scripts/generate.ts, which writes this: npm run generate."];
  for (const [name, specific] of Object.entries(modules)) {
    const text = bytesToText(await compile([...specific, ...options.split(" ")]));
    lines.push("", `export const ${name} =`, `  ${JSON.stringify(text)};`);
  }
  return lines.join("\n") + "\n";
}

async function compile(argv: string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let said = "";
  const { error } = await asc.main([...argv, "--outFile", "module.wasm", "--baseDir", folder], {
    readFile: (name, base) => readAssembly(join(base, name)),
    stderr: { write: (text: string) => void (said += text) },
    writeFile(_name: string, contents: string | Uint8Array) {
      if (typeof contents !== "string") bytes = contents;
    },
  });
  if (error || !bytes) throw new Error(`generate: expected ${argv[0]} to compile, got ${said}`);
  return bytes;
}

/** A source with its decorators; null where there is none, since the compiler tries several names. */
function readAssembly(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll(/^\/\/ (?=@(inline|external)\b)/gm, "") : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(new URL("../src/generated/wasm.ts", import.meta.url), await generate());

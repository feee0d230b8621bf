#!/usr/bin/env node
// The entry. It imports everything else on demand, so that `--help` is quick.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
// As the manifest says. The first versions of 23 have SQLite only behind a flag.
if (major === 22 ? minor < 18 : major < 24) {
  process.stderr.write(
    `epochal: Node 22.18, or 24 or newer, is needed, this is ${process.versions.node}: install a newer Node\n`,
  );
  process.exitCode = 2;
} else if (!("WebAssembly" in globalThis)) {
  process.stderr.write("epochal: WebAssembly is needed, which this Node lacks: start it without --jitless\n");
  process.exitCode = 2;
} else if (!module.isBuiltin("node:sqlite")) {
  process.stderr.write("epochal: SQLite is needed, which this Node lacks: start it without --no-experimental-sqlite\n");
  process.exitCode = 2;
} else {
  // The second start finds the code compiled. The cache has what is compiled when a file is loaded, which by default is not the
  // functions: each start would compile the functions that it calls.
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--no-lazy");
  if (makeCacheFolder()) module.enableCompileCache();
  const { createProcessTerminal, runProgram } = await import("./program.ts");
  setFlagsFromString("--lazy");
  const { terminal, exit } = createProcessTerminal();
  await exit(await runProgram(process.argv.slice(2), terminal));
}

/**
 * Makes the folder of the compile cache in that of temporary files. Node would make it, but tries for ever in one that takes none,
 * such as /proc.
 */
function makeCacheFolder(): boolean {
  const { mkdirSync } = process.getBuiltinModule("node:fs");
  try {
    mkdirSync(`${process.getBuiltinModule("node:os").tmpdir()}/node-compile-cache`);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EEXIST";
  }
}

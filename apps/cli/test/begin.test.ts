/** The command loads slow parts of Node only when it needs them. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { main, programChunk, temporaryFolder } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

/** Modules and objects that are slow to load, also in a terminal: HTTP, TLS, child processes, assertions, text segmentation. */
const COSTLY = /^(NativeModule (assert|crypto|child_process|http2|tls|internal\/deps\/undici\/undici)|Segmenter)$/;

/** An environment in which a process writes what it has loaded to a file at its end, and a function that reads it. */
function watchLoading(): { env: Record<string, string>; loaded: () => string[] } {
  const folder = temporaryFolder();
  const [script, list] = [join(folder, "watch.mjs"), join(folder, "loaded.json")];
  writeFileSync(
    script,
    `import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
const made = [];
Intl.Segmenter = class extends Intl.Segmenter {
  constructor(...args) { super(...args); made.push("Segmenter"); }
};
const write = () => writeFileSync(${JSON.stringify(list)}, JSON.stringify([...process.moduleLoadList, ...made]));
if (isMainThread) process.on("exit", write);`,
  );
  return {
    env: { NODE_OPTIONS: `--import ${script}` },
    loaded: () => JSON.parse(readFileSync(list, "utf8")) as string[],
  };
}

/** The files that a file of the bundle imports at once, itself included. */
function importsOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, "utf8").matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)) {
    importsOf(join(dirname(file), name!), found);
  }
  return found;
}

test("the notebook starts with 330 KB of code: no other command, and no reader of tables", () => {
  const files = [...importsOf(programChunk.file)];
  expect(files.length).toBeGreaterThan(1);
  expect(files.reduce((sum, file) => sum + readFileSync(file).length, 0)).toBeLessThan(330_000);
});

test("in a pipe, no slow module is loaded", () => {
  const { env, loaded } = watchLoading();
  const { stdout } = spawnSync(process.execPath, [main], { encoding: "utf8", env: { ...process.env, ...env } });
  expect(stdout).toContain("Predicted value");
  expect(loaded()).toContain("NativeModule fs");
  expect(loaded().filter((name) => COSTLY.test(name) || name === "NativeModule perf_hooks")).toEqual([]);
});

test("in a terminal, no slow module is loaded, even after drawing", async () => {
  const { env, loaded } = watchLoading();
  const terminal = openTerminal([], { env });
  await terminal.until((screen) => screen.includes("loss"));
  terminal.press("q");
  // With an epoch trained, it asks first; a second q confirms.
  const asked = terminal.until((screen) => screen.includes("Stop the training?")).then(() => terminal.press("q"));
  await Promise.race([terminal.ended, asked]);
  await terminal.ended;
  expect(loaded()).toContain("NativeModule tty");
  expect(loaded().filter((name) => COSTLY.test(name))).toEqual([]);
});

test.skipIf(process.platform !== "linux")("starts without a cache if the folder of temporary files takes none", () => {
  const env = { ...process.env, TMPDIR: "/proc", NODE_COMPILE_CACHE: undefined };
  const { stdout, status } = spawnSync(process.execPath, [main, "--version"], {
    encoding: "utf8",
    env,
    timeout: 60_000,
  });
  expect([stdout, status]).toEqual(["0.1.0\n", 0]);
});
